import {requireKeys} from '@ntmjs/arguments';
import type {TopLevelSpec} from 'vega-lite';
import {answerSpans, describeAnswers} from '../describe/phases.js';
import {describeBand} from '../describe/rowBand.js';
import {timeTicks} from './axes.js';
import {SHARED_COLORS} from './colors.js';
import {type EpisodeMaps, episodeMaps, type RowHeatmap} from './episodeMaps.js';
import {type EpisodeFigureArgs, requireSameEpisode} from './figureArgs.js';
import {heatmapColumn, type TimeAxis} from './heatmap.js';
import {FIGURE_WIDTH, figureHead, labelWidth} from './layout.js';

/** More heat maps of memory rows than this are drawn in two columns. */
const MANY_MAPS = 6;

/**
 * A figure of one episode: inputs, targets, outputs as probabilities, pushes and pops, row values (usage, strengths), and the weighting
 * of each head, below each other on the same time axis. A matrix memory has no rows to attend to: its heads show their write strengths, and of
 * what each step wrote each read is. Seven maps of the memory or more are drawn in two columns, with the heads that
 * write on the left and those that read on the right.
 *
 * Only the used rows and a margin are drawn, under their true numbers. Steps are counted from 0, and a dashed line marks where answers
 * begin. Inputs have a scale of their own if some are below 0 or above 1. Row values above 1 are divided by the number in their title.
 *
 * @param args the trace, its episode, and optional names
 * @returns a Vega-Lite specification with its data, for `toSvg` or any Vega-Lite renderer
 * @throws ArgumentError if the episode is not a batch of one, or the trace or the task does not belong to it
 * @see Graves et al. 2014, figures 6, 9, 12 and 15
 */
export function episodeFigure(args: EpisodeFigureArgs): TopLevelSpec {
  requireKeys('figure', args, ['trace', 'episode', 'task', 'title']);
  const {episode, task, title} = args;
  requireSameEpisode(args);
  const {steps, mask} = episode;
  const maps = episodeMaps(args);
  const answers = answerSpans(mask);
  const marks = answers.map(({from}) => from);
  const text = title ?? `One episode${task === undefined ? '' : ` of the task ${task.name}`}`;
  return {
    ...figureHead(
      text,
      [
        `${steps} steps, ${describeAnswers(answers)}`,
        ...(maps.band === undefined
          ? []
          : [`memory of ${maps.band.rows} rows, ${describeBand(maps.band)} shown`]),
      ],
      `${text}: ${['inputs', 'targets', 'outputs', ...maps.rows.map(({heatmap}) => heatmap.title)].join(', ')} by time step`,
    ),
    resolve: SHARED_COLORS,
    vconcat: maps.rows.length > MANY_MAPS ? twoColumns(maps, steps, marks) : [oneColumn(maps, steps, marks)],
  };
}

function oneColumn(maps: EpisodeMaps, steps: number, marks: readonly number[]) {
  const {inputs, targets, outputs, rows, operationNames, inputNames, outputNames} = maps;
  const names = [...inputNames, ...operationNames, ...outputNames];
  const heatmaps = [inputs, targets, outputs, ...rows.map(({heatmap}) => heatmap)];
  return heatmapColumn(heatmaps, timeAxis(steps, marks, names, FIGURE_WIDTH));
}

/** Inputs, row values and the heads that write on the left; targets, outputs and the heads that read on the right. */
function twoColumns(maps: EpisodeMaps, steps: number, marks: readonly number[]) {
  const {inputs, targets, outputs, rows, operationNames, inputNames, outputNames} = maps;
  const leftNames = [...inputNames, ...operationNames];
  const width = (FIGURE_WIDTH - labelWidth(leftNames) - labelWidth(outputNames)) / 2;
  const times = [leftNames, outputNames].map((names) => timeAxis(steps, marks, names, width));
  const rowsOf = (...kinds: RowHeatmap['of'][]) =>
    rows.flatMap(({of, heatmap}) => (kinds.includes(of) ? heatmap : []));
  const blocks = [
    [[inputs], [targets, outputs]],
    [rowsOf('rows', 'write'), rowsOf('read')],
  ];
  return blocks.map((columns) => ({
    resolve: SHARED_COLORS,
    hconcat: columns
      .map((heatmaps, column) => heatmapColumn(heatmaps, times[column]!))
      .filter(({vconcat}) => vconcat.length > 0),
  }));
}

/** An axis of `steps` steps on about `width` pixels, beside rows with these names. */
function timeAxis(
  steps: number,
  marks: readonly number[],
  names: readonly string[],
  width: number,
): TimeAxis {
  const stepWidth = Math.max(1, Math.min(24, Math.floor(width / steps)));
  return {steps, stepWidth, ticks: timeTicks(steps, stepWidth), marks, labelWidth: labelWidth(names)};
}
