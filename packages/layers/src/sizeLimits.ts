import {arrayMemory, requireInteger, requireMemory} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import type {ShapeRecord} from './access.js';

/** The most heads of a kind: each has tensors and operations of its own at every step. */
const MAX_HEADS = 256;

/** Returns a number of heads if it is from 1 to 256; throws an `ArgumentError` otherwise. */
export function requireHeads(argument: string, heads: unknown): number {
  return requireInteger(argument, heads, {min: 1, max: MAX_HEADS});
}

/** How often a step holds the state at least: before it, after it, and in between. */
const STATES_OF_A_STEP = 3;

/**
 * Returns the shapes of an access' state.
 *
 * @param sizes what they depend on, by the names of the arguments
 * @param shapesOf the shapes for such sizes
 * @throws ArgumentError that names a size, if a step of one sample does not fit `arrayMemory()`
 */
export function requireState<State extends string, Name extends string>(
  sizes: Readonly<Record<Name, number>>,
  shapesOf: (sizes: Readonly<Record<Name, number>>) => ShapeRecord<State>,
): ShapeRecord<State> {
  const numbers = (shapes: ShapeRecord) =>
    Object.values(shapes).reduce((sum, shape) => sum + tf.util.sizeFromShape([...shape]), 0);
  const bytesOf = (changed: typeof sizes) =>
    STATES_OF_A_STEP * Float32Array.BYTES_PER_ELEMENT * numbers(shapesOf(changed));
  requireMemory('a step of the memory', sizes, bytesOf, arrayMemory());
  return shapesOf(sizes);
}

/**
 * Checks the number of weights before they are made.
 *
 * @param sizes what it depends on, by the names of the arguments
 * @param countOf the number of weights for such sizes
 * @throws ArgumentError that names a size, if the weights do not fit `arrayMemory()`
 */
export function requireWeights<Name extends string>(
  sizes: Readonly<Record<Name, number>>,
  countOf: (sizes: Readonly<Record<Name, number>>) => number,
): void {
  const bytesOf = (changed: typeof sizes) => Float32Array.BYTES_PER_ELEMENT * countOf(changed);
  requireMemory('the weights', sizes, bytesOf, arrayMemory());
}
