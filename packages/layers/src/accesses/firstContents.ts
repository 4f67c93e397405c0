import {
  requireChoice,
  requireInteger,
  requireKeys,
  requireNumber,
  requirePositiveInteger,
} from '@ntmjs/arguments';
import {constantMemory, learnedMemory, randomMemory} from '@ntmjs/memory';
import * as tf from '@tensorflow/tfjs-core';
import type {TensorRecord, WeightSpec} from '../access.js';

/** The size of a memory, and its contents before the first step. */
export interface MemoryArgs {
  /** N, the number of rows. */
  readonly rows: number;
  /** M, the width of a row. */
  readonly width: number;
  /** `constant`, `random` (drawn once from `seed`) or `learned` (a weight). Defaults to `constant`. */
  readonly contents?: 'constant' | 'random' | 'learned' | undefined;
  /** The value of constant contents. Defaults to 1e-6. */
  readonly value?: number | undefined;
  /** Standard deviation of random contents, or of the initial values of learned ones. Defaults to 0.3. */
  readonly deviation?: number | undefined;
  /** Seed of random contents. Defaults to 1. */
  readonly seed?: number | undefined;
}

/** The arguments of a memory with defaults filled in. */
export type ResolvedMemoryArgs = ReturnType<typeof resolveMemoryArgs>;

/**
 * Validates the arguments of a memory and fills in defaults.
 *
 * @throws ArgumentError if an argument is unknown or out of its range
 */
export function resolveMemoryArgs(memory: MemoryArgs) {
  requireKeys('memory', memory, ['rows', 'width', 'contents', 'value', 'deviation', 'seed']);
  return {
    rows: requirePositiveInteger('memory.rows', memory.rows),
    width: requirePositiveInteger('memory.width', memory.width),
    contents: requireChoice('memory.contents', memory.contents ?? 'constant', [
      'constant',
      'random',
      'learned',
    ]),
    value: requireNumber('memory.value', memory.value ?? 1e-6),
    deviation: requireNumber('memory.deviation', memory.deviation ?? 0.3, {above: 0}),
    seed: requireInteger('memory.seed', memory.seed ?? 1),
  };
}

/** The weights of a memory's initial contents, by name: `memory_contents` if they are learned, else none. */
export function contentsSpecs({
  rows,
  width,
  contents,
  deviation,
}: ResolvedMemoryArgs): Readonly<Record<string, WeightSpec>> {
  return contents === 'learned' ? {memory_contents: {shape: [rows, width], deviation}} : {};
}

/**
 * The contents of a memory before the first step.
 *
 * @param weights with `memory_contents` if the contents are learned
 * @returns `[batch, rows, width]`
 */
export function firstContents(batch: number, memory: ResolvedMemoryArgs, weights: TensorRecord): tf.Tensor3D {
  const {rows, width, contents, value, deviation, seed} = memory;
  if (contents === 'learned') return learnedMemory(batch, weights.memory_contents as tf.Tensor2D);
  if (contents === 'random') return randomMemory(batch, rows, width, deviation, seed);
  return constantMemory(batch, rows, width, value);
}

/**
 * Resizes learned contents to another number of rows: repeats or truncates them.
 *
 * @param contents `[any number of rows, width]`
 * @returns `[rows, width]`
 */
export function fitContents(contents: tf.Tensor2D, rows: number): tf.Tensor2D {
  const [known, width] = contents.shape;
  return tf.tidy(() => tf.slice(tf.tile(contents, [Math.ceil(rows / known), 1]), [0, 0], [rows, width]));
}
