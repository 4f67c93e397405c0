import {requireChoice, requireInteger, requireKeys, requireList, requireObject} from '@ntmjs/arguments';
import {type EpisodeTrace, type FigureSpec, sortFigure, writeLocations} from '@ntmjs/inspect';
import {type Episodes, requireEpisodes, requireTask, type Task} from '@ntmjs/tasks';

export interface SortingArgs {
  readonly title: string;
  readonly task: Task;
  readonly episode: Episodes;
  readonly trace: EpisodeTrace;
  /** The name of the input channel with the priority of a vector. */
  readonly channel: string;
  /** The number of vectors, which the episode begins with, one a step. */
  readonly vectors: number;
  readonly rows: number;
}

/**
 * A figure of the row to which each vector is written, by its priority, for the write head that follows the priority most
 * closely; undefined for a model that does not write by a weighting.
 */
export async function sortingFigure(args: SortingArgs): Promise<FigureSpec | undefined> {
  const {title, trace, vectors, rows} = requireKeys('figure', args, [
    ...['title', 'task', 'episode', 'trace', 'channel', 'vectors', 'rows'],
  ]);
  const task = requireTask('task', args.task);
  const episode = requireEpisodes('episode', args.episode);
  requireChoice('channel', args.channel, task.inputChannels);
  requireInteger('vectors', vectors, {min: 1, max: episode.steps});
  requireObject('trace', trace, 'a trace, as inspect returns it');
  requireList('trace.heads', trace.heads, 'a list of heads');
  for (const [index, head] of trace.heads.entries()) {
    const path = `trace.heads[${index}]`;
    requireObject(`${path}.values`, requireObject(path, head, 'a head').values, 'the values of a head');
    requireChoice(`${path}.kind`, head.kind, ['read', 'write']);
  }
  const writers = trace.heads.filter(({kind, values}) => kind === 'write' && values.weighting !== undefined);
  if (writers.length === 0) return undefined;
  const channel = task.inputChannels.indexOf(args.channel);
  const priorities = Array.from(
    {length: vectors},
    (_, step) => episode.inputs[step * episode.inputSize + channel]!,
  );
  const locations = writers
    .map((head) => writeLocations({heads: [head]}).slice(0, vectors))
    .reduce((one, other) =>
      spreadAlongLine(priorities, other) > spreadAlongLine(priorities, one) ? other : one,
    );
  return sortFigure({priorities, locations, rows, title});
}

/** How much of the spread of ys a line through (x, y) explains: their squared correlation times the deviation of ys. */
function spreadAlongLine(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(xs), mean(ys)];
  const [dx, dy] = [xs.map((x) => x - meanX), ys.map((y) => y - meanY)];
  const product = (a: readonly number[], b: readonly number[]) =>
    mean(a.map((value, index) => value * b[index]!));
  const variance = product(dy, dy);
  return variance === 0 ? 0 : product(dx, dy) ** 2 / product(dx, dx) / Math.sqrt(variance);
}
