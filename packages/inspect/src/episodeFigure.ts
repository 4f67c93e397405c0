import {requireKeys} from '@ntmjs/arguments';
import type {TopLevelSpec} from 'vega-lite';
import {answerSpans, type Span} from './answerSpans.js';
import {type EpisodeFigureArgs, requireSameEpisode} from './figureArgs.js';
import {heatmapView, type TimeAxis} from './heatmap.js';
import {channelHeatmap, headHeatmap} from './panels.js';
import {attendedBand, describeBand} from './rowBand.js';
import {roundTicks} from './ticks.js';

/** About how wide the panels are, in pixels. */
const PANEL_WIDTH = 640;

/**
 * A figure of one episode: inputs, targets, outputs as probabilities, and each head's weightings, one below the other
 * on the same time axis.
 *
 * Only rows around those that some head attends to are shown, by their true numbers. Steps are counted from 0, and a
 * dashed line stands where answering begins. Values below 0 look like 0 and values above 1 like 1.
 *
 * @param args the trace, its episode, and what to call things
 * @returns a Vega-Lite specification that holds its data; for `toSvg`, or any Vega-Lite renderer
 * @throws ArgumentError if the episode is not one of a batch of one, or the trace or the task is not of that episode
 * @see Graves et al. 2014, figure 6
 */
export function episodeFigure(args: EpisodeFigureArgs): TopLevelSpec {
  requireKeys('figure', args, ['trace', 'episode', 'task', 'title']);
  const {trace, episode, task, title} = args;
  requireSameEpisode(args);
  const {steps, inputSize, outputSize, inputs, targets, mask} = episode;
  const whole = [{from: 0, to: steps - 1}];
  const answers = answerSpans(mask);
  const inputNames = task?.inputChannels ?? numbered(inputSize);
  const outputNames = task?.outputChannels ?? numbered(outputSize);
  const probabilities = trace.outputs.data.map((logit) => 1 / (1 + Math.exp(-logit)));
  const band = trace.heads.length > 0 ? attendedBand(trace.heads) : undefined;
  const heatmaps = [
    channelHeatmap({title: 'inputs', names: inputNames, values: inputs, spans: whole}),
    channelHeatmap({title: 'targets', names: outputNames, values: targets, spans: answers}),
    channelHeatmap({title: 'outputs', names: outputNames, values: probabilities, spans: answers}),
    ...(band === undefined ? [] : trace.heads.map((head) => headHeatmap(head, band, trace.heads.length))),
  ];
  const stepWidth = Math.max(1, Math.min(24, Math.floor(PANEL_WIDTH / steps)));
  const time: TimeAxis = {
    steps,
    stepWidth,
    ticks: roundTicks(0, steps - 1, (steps * stepWidth) / (10 + 13 * `${steps}`.length)),
    marks: answers.map(({from}) => from),
    labelWidth: labelWidth([...inputNames, ...outputNames]),
  };
  const text = title ?? `One episode${task === undefined ? '' : ` of the task ${task.name}`}`;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: `${text}: ${heatmaps.map((heatmap) => heatmap.title).join(', ')} by time step`,
    title: {
      text,
      fontSize: 14,
      offset: 12,
      subtitleColor: '#555555',
      subtitle: [
        `${steps} steps, ${describeAnswers(answers)}`,
        ...(band === undefined ? [] : [`memory of ${band.rows} rows, ${describeBand(band)} shown`]),
      ],
    },
    spacing: 8,
    resolve: {scale: {color: 'shared'}},
    vconcat: heatmaps.map((heatmap, index) => heatmapView(heatmap, time, index === heatmaps.length - 1)),
    config,
  };
}

const config = {
  legend: {orient: 'top', direction: 'horizontal', gradientLength: 160, gradientThickness: 10},
  title: {anchor: 'start', frame: 'group', fontSize: 11, offset: 4},
  axis: {grid: false},
  view: {stroke: null},
} as const;

/** The answering steps in words: `answers at steps 21–40 (from the dashed line on)`. */
function describeAnswers(spans: readonly Span[]): string {
  const [first, second] = spans;
  if (first === undefined) return 'none of them answers';
  const text = ({from, to}: Span) => (from === to ? `${from}` : `${from}–${to}`);
  if (second === undefined) {
    return `answers at step${first.from === first.to ? '' : 's'} ${text(first)} (from the dashed line on)`;
  }
  const shown = spans.slice(0, 3).map(text).join(', ');
  return `answers at steps ${shown}${spans.length > 3 ? ', …' : ''} (from each dashed line on)`;
}

/** Enough for the longest of these labels and for row numbers, in pixels. */
function labelWidth(names: readonly string[]): number {
  return 10 + 6 * Math.max(3, ...names.map((name) => name.length));
}

/** Names for channels that have none: their numbers, from 0. */
function numbered(count: number): string[] {
  return Array.from({length: count}, (_, channel) => `${channel}`);
}
