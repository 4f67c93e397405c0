import {ArgumentError} from '@ntmjs/arguments';
import type {EpisodeTrace} from '../trace/episodeTrace.js';
import {rowMaps} from './traceMaps.js';

/** One episode: a batch of one of `@ntmjs/tasks` is one. */
export interface FigureEpisode {
  readonly batch: number;
  readonly steps: number;
  readonly inputSize: number;
  readonly outputSize: number;
  /** `[steps, inputSize]` */
  readonly inputs: Float32Array;
  /** `[steps, outputSize]` */
  readonly targets: Float32Array;
  /** 1 at answering steps and 0 at others, `[steps]` */
  readonly mask: Float32Array;
}

/** What a figure says of the task: a task of `@ntmjs/tasks` will do. */
export interface FigureTask {
  readonly name: string;
  /** A name for each input channel. */
  readonly inputChannels: readonly string[];
  /** A name for each output channel. */
  readonly outputChannels: readonly string[];
}

/** What a figure of an episode is made of. */
export interface EpisodeFigureArgs {
  /** What `inspect` returned for the episode, of a model whose outputs are logits `[steps, outputSize]`. */
  readonly trace: Pick<EpisodeTrace, 'outputs' | 'heads' | 'rowValues'>;
  readonly episode: FigureEpisode;
  /** Names the task and its channels; channels are numbered unless given. */
  readonly task?: FigureTask | undefined;
  /** The first line; made from the name of the task unless given. */
  readonly title?: string | undefined;
}

/**
 * Checks that the parts of a figure are of one and the same episode.
 *
 * @throws ArgumentError if they are not, or the episode is not a batch of one
 */
export function requireSameEpisode({trace, episode, task}: EpisodeFigureArgs): void {
  const {batch, steps, inputSize, outputSize} = episode;
  if (batch !== 1) throw new ArgumentError('episode.batch', '1', batch);
  for (const [name, size] of [
    ['inputs', steps * inputSize],
    ['targets', steps * outputSize],
    ['mask', steps],
  ] as const) {
    if (episode[name].length !== size)
      throw new ArgumentError(`episode.${name}.length`, `${size}`, episode[name].length);
  }
  const {shape} = trace.outputs;
  if (shape.length !== 2 || shape[0] !== steps || shape[1] !== outputSize) {
    throw new ArgumentError(
      'trace.outputs.shape',
      `[${steps}, ${outputSize}], as the episode's targets`,
      shape,
    );
  }
  const maps = rowMaps(trace);
  const rows = maps[0]?.array.shape[1];
  for (const {title, array} of maps) {
    if (array.shape[0] !== steps || array.shape[1] !== rows) {
      throw new ArgumentError(`the shape of ${title}`, `[${steps}, ${rows}]`, array.shape);
    }
  }
  requireNames('task.inputChannels', task?.inputChannels, inputSize);
  requireNames('task.outputChannels', task?.outputChannels, outputSize);
}

function requireNames(argument: string, names: readonly string[] | undefined, count: number): void {
  if (names !== undefined && names.length !== count) {
    throw new ArgumentError(argument, `${count} names, one for each channel`, names);
  }
}
