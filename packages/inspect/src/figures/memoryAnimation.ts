import {ArgumentError, requireKeys} from '@ntmjs/arguments';
import type {TopLevelSpec} from 'vega-lite';
import {phasesOf} from '../describe/phases.js';
import {describeBand, type RowBand} from '../describe/rowBand.js';
import type {EpisodeTrace} from '../trace/episodeTrace.js';
import {requireTracedRecord} from '../trace/requireTrace.js';
import {timeTicks} from './axes.js';
import {SHARED_COLORS} from './colors.js';
import {episodeMaps} from './episodeMaps.js';
import {type EpisodeFigureArgs, requireSameEpisode} from './figureArgs.js';
import {heatmapColumn, type TimeAxis} from './heatmap.js';
import {FIGURE_WIDTH, figureHead, labelWidth} from './layout.js';
import {memoryGrids} from './memoryGrids.js';

/** The trace, with the memory at each step, and the episode of an animation. */
export interface MemoryAnimationArgs extends Omit<EpisodeFigureArgs, 'trace'> {
  /** The result of `inspect` for the episode, from a model whose outputs are logits `[steps, outputSize]`. */
  readonly trace: EpisodeFigureArgs['trace'] & Pick<EpisodeTrace, 'state'>;
}

/** The parameter of the specification that selects the step. */
const STEP = 'step';

/** The frame around the selected step, visible on any color. */
const CURSOR = {fill: null, stroke: '#d55e00', strokeWidth: 2, aria: false} as const;

/**
 * The memory at one step of an episode: its contents after the step, beside the weighting of each head and the row values; above them the
 * inputs, targets and outputs, with a frame around that step. The parameter `step` selects the step: an interactive renderer binds it to a
 * slider, and `toAnimatedSvg` plays all steps.
 *
 * Colors have the same meaning at every step. Only the used rows and a margin are drawn, under their true numbers.
 *
 * @param args the trace, its episode, and optional names
 * @returns a Vega-Lite specification with its data. `step` defaults to the first answering step, or the last step
 * @throws ArgumentError if the episode is not a batch of one, the trace or the task does not belong to it, or the trace has no state
 *   `memory`, `[steps, rows, width]`
 */
export function memoryAnimation(args: MemoryAnimationArgs): TopLevelSpec {
  requireKeys('animation', args, ['trace', 'episode', 'task', 'title']);
  const {trace, episode, task, title} = args;
  requireSameEpisode(args);
  const {steps, mask} = episode;
  const memory = requireMemory(args);
  const {
    inputs,
    targets,
    outputs,
    inputNames,
    outputNames,
    band = allRows(memory.shape[1]!),
  } = episodeMaps(args);
  const phases = phasesOf(episode, task);
  const labels = labelWidth([...inputNames, ...outputNames]);
  const stepWidth = Math.max(1, Math.min(16, Math.floor((FIGURE_WIDTH - labels) / steps)));
  const time: TimeAxis = {
    steps,
    stepWidth,
    ticks: timeTicks(steps, stepWidth),
    marks: [],
    labelWidth: labels,
  };
  const text = title ?? `The memory over time${task === undefined ? '' : ` in the task ${task.name}`}`;
  const firstAnswer = mask.findIndex((answers) => answers !== 0);
  return {
    ...figureHead(
      text,
      [`memory of ${band.rows} rows, ${describeBand(band)} shown`, 'framed: the step below'],
      `${text}: inputs, targets and outputs by time step, and at one step where ${
        trace.heads.length === 0 ? 'nothing' : trace.heads.map(({label}) => label).join(', ')
      } attends and what the memory holds`,
    ),
    params: [
      {
        name: STEP,
        value: firstAnswer < 0 ? steps - 1 : firstAnswer,
        bind: {input: 'range', min: 0, max: steps - 1, step: 1, name: 'time step '},
      },
    ],
    resolve: {scale: {color: 'shared', fill: 'independent'}},
    vconcat: [
      framed(heatmapColumn([inputs, targets, outputs], time), time),
      stepLine(phases),
      memoryGrids({trace, memory, band, labels, colors: targets.colors}),
    ],
  };
}

/** Heat maps with a frame around the selected step. */
function framed(column: ReturnType<typeof heatmapColumn>, {steps}: TimeAxis) {
  return {
    ...column,
    resolve: SHARED_COLORS,
    vconcat: column.vconcat.map((view) => ({
      ...view,
      layer: [
        ...view.layer,
        {
          data: {
            values: Array.from({length: steps}, (_, step) => ({at: step, from: step - 0.5, to: step + 0.5})),
          },
          transform: [{filter: `datum.at === ${STEP}`}],
          mark: {type: 'rect' as const, ...CURSOR},
          encoding: {x: {...view.layer[0]!.encoding.x, field: 'from'}, x2: {field: 'to'}},
        },
      ],
    })),
  };
}

/** The number and the phase of the selected step, as text. */
function stepLine(phases: readonly string[]) {
  const last = phases.length - 1;
  return {
    width: 1,
    height: 14,
    data: {values: phases.map((phase, at) => ({at, text: `step ${at} of 0–${last}: ${phase}`}))},
    transform: [{filter: `datum.at === ${STEP}`}],
    mark: {
      type: 'text' as const,
      align: 'left' as const,
      fontSize: 13,
      fontWeight: 'bold' as const,
      aria: false,
    },
    encoding: {text: {field: 'text'}},
  };
}

function allRows(rows: number): RowBand {
  return {first: 0, count: rows, rows};
}

/** The contents of the memory after each step. */
function requireMemory({trace, episode}: MemoryAnimationArgs) {
  const {memory} = requireTracedRecord('trace.state', trace.state);
  const rows = trace.heads.flatMap(({values}) => values.weighting?.shape[1] ?? [])[0];
  const [steps, ownRows, width] = memory?.shape ?? [];
  if (memory?.shape.length === 3 && steps === episode.steps && width! > 0 && (rows ?? ownRows) === ownRows) {
    return memory;
  }
  throw new ArgumentError(
    'trace.state.memory',
    `[${episode.steps}, ${rows ?? 'rows'}, width] numbers`,
    memory?.shape,
  );
}
