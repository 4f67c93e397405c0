import {ArgumentError} from '@ntmjs/arguments';
import type {EpisodeTrace, FigureEpisode, FigureTask} from '../trace/episodeTrace.js';
import {rowMaps} from './traceMaps.js';

/** The trace and the episode of a figure. */
export interface EpisodeFigureArgs {
  /** The result of `inspect` for the episode, from a model whose outputs are logits `[steps, outputSize]`. */
  readonly trace: Pick<EpisodeTrace, 'outputs' | 'heads' | 'rowValues'>;
  readonly episode: FigureEpisode;
  /** The names of the task and its channels; channels are numbered by default. */
  readonly task?: FigureTask | undefined;
  /** The title; defaults to one with the name of the task. */
  readonly title?: string | undefined;
}

/**
 * Checks that trace, episode and task belong together.
 *
 * @throws ArgumentError if their sizes differ, or the episode is not a batch of one
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
