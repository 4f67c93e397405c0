import {ArgumentError, requireObject, requireText} from '@ntmjs/arguments';
import type {EpisodeTrace, FigureEpisode, FigureTask} from '../trace/episodeTrace.js';
import {
  requireFigureEpisode,
  requireFigureTask,
  requireHeads,
  requireTraced,
  requireTracedRecord,
} from '../trace/requireTrace.js';
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
export function requireSameEpisode({trace, episode, task, title}: EpisodeFigureArgs): void {
  requireObject('trace', trace, 'a trace, as inspect returns it');
  requireHeads('trace.heads', trace.heads);
  requireTracedRecord('trace.rowValues', trace.rowValues);
  const {steps, inputSize, outputSize, batch} = requireFigureEpisode(episode, ['inputs', 'targets', 'mask']);
  if (batch !== 1) throw new ArgumentError('episode.batch', '1', batch);
  requireFigureTask(task, ['inputChannels', 'outputChannels']);
  if (task !== undefined) requireText('task.name', task.name);
  requireTexts({title});
  const {shape} = requireTraced('trace.outputs', trace.outputs);
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
  requireCount('task.inputChannels', task?.inputChannels, inputSize);
  requireCount('task.outputChannels', task?.outputChannels, outputSize);
}

function requireCount(argument: string, names: readonly string[] | undefined, count: number): void {
  if (names !== undefined && names.length !== count) {
    throw new ArgumentError(argument, `${count} names, one for each channel`, names);
  }
}

/** Checks titles and labels, each of which may be absent. */
export function requireTexts(texts: Readonly<Record<string, unknown>>): void {
  for (const [name, text] of Object.entries(texts)) {
    if (text !== undefined && typeof text !== 'string') throw new ArgumentError(name, 'a string', text);
  }
}
