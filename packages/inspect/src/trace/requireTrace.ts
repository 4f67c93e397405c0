import {
  ArgumentError,
  requireChoice,
  requireInstance,
  requireList,
  requireObject,
  requirePositiveInteger,
  requireSizes,
  requireText,
} from '@ntmjs/arguments';
import type {FigureEpisode, FigureTask, HeadTrace, TracedArray, TracedRecord} from './episodeTrace.js';

/** Returns `array` if it is `{shape, data}` with as many numbers as its shape says; throws an `ArgumentError` otherwise. */
export function requireTraced(argument: string, array: TracedArray): TracedArray {
  const {shape, data} = requireObject(argument, array, 'an array of a trace, {shape, data}');
  const sizes = requireSizes(`${argument}.shape`, shape) as readonly number[];
  const length = sizes.reduce((product, size) => product * size, 1);
  if (requireInstance(`${argument}.data`, data, Float32Array, 'a Float32Array').length === length)
    return array;
  throw new ArgumentError(
    `${argument}.data.length`,
    `${length} for the shape [${sizes.join(', ')}]`,
    data.length,
  );
}

/** Returns `record` if all its values are arrays of a trace; throws an `ArgumentError` otherwise. */
export function requireTracedRecord(argument: string, record: TracedRecord): TracedRecord {
  requireObject(argument, record, 'an object of arrays of a trace');
  for (const [name, array] of Object.entries(record)) requireTraced(`${argument}.${name}`, array);
  return record;
}

/** Returns the values of a head's trace; throws an `ArgumentError` if they are none. */
export function requireHeadValues(argument: string, head: Pick<HeadTrace, 'values'>): TracedRecord {
  requireObject(argument, head, 'a head of a trace');
  return requireTracedRecord(`${argument}.values`, head.values);
}

/** Returns the heads of a trace; throws an `ArgumentError` if they are none. */
export function requireHeads(argument: string, heads: readonly HeadTrace[]): readonly HeadTrace[] {
  requireList(argument, heads, 'a list of the heads of a trace');
  for (const [index, head] of heads.entries()) {
    requireHeadValues(`${argument}[${index}]`, head);
    requireChoice(`${argument}[${index}].kind`, head.kind, ['read', 'write']);
    requireText(`${argument}[${index}].label`, head.label);
  }
  return heads;
}

/** The sizes of the arrays of one episode. */
const episodeArrays = {
  inputs: ['steps', 'inputSize'],
  targets: ['steps', 'outputSize'],
  mask: ['steps'],
} as const;

/** Checks the sizes of one episode, and those of its arrays that are asked for. */
export function requireFigureEpisode<E extends Partial<FigureEpisode>>(
  episode: E,
  arrays: readonly (keyof typeof episodeArrays & keyof E)[],
): E {
  requireObject('episode', episode, 'an episode of a task');
  for (const name of arrays) {
    const sizes = episodeArrays[name].map((size) => requirePositiveInteger(`episode.${size}`, episode[size]));
    const length = sizes.reduce((product, size) => product * size, 1);
    const array = requireInstance(`episode.${name}`, episode[name], Float32Array, 'a Float32Array');
    if (array.length === length) continue;
    throw new ArgumentError(`episode.${name}.length`, `${length}, of one episode`, array.length);
  }
  return episode;
}

/** Checks the channels' names of a task, if there is one. */
export function requireFigureTask<T extends Partial<FigureTask>>(
  task: T | undefined,
  sides: readonly (keyof T & ('inputChannels' | 'outputChannels'))[],
): void {
  if (task === undefined) return;
  requireObject('task', task, 'a task');
  for (const side of sides) requireNames(`task.${side}`, task[side] as readonly string[]);
}

/** Returns `names` if they are a list of strings; throws an `ArgumentError` otherwise. */
export function requireNames(argument: string, names: readonly string[]): readonly string[] {
  requireList(argument, names, 'a list of names');
  for (const [index, name] of names.entries()) {
    if (typeof name !== 'string') throw new ArgumentError(`${argument}[${index}]`, 'a string', name);
  }
  return names;
}
