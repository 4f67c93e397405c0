import {ArgumentError} from './argumentError.js';
import {requirePositiveInteger} from './numbers.js';
import {requireSameEngine} from './tfjsCopies.js';

/** Anything with a shape: a tensor of any backend. */
export interface Shaped {
  readonly shape: readonly number[];
}

/**
 * Returns `tensor` if its shape is `shape`, in which `null` stands for any size; throws an
 * `ArgumentError` otherwise, or if it is a tensor of another engine.
 *
 * @param meaning the names of the dimensions, for the message: `[batch, rows, width]`
 */
export function requireShape<T extends Shaped>(
  argument: string,
  tensor: T,
  shape: readonly (number | null)[],
  meaning: string,
): T {
  const actual = tensor?.shape;
  if (
    actual?.length === shape.length &&
    shape.every((size, axis) => size === null || size === actual[axis])
  ) {
    return requireSameEngine(argument, tensor);
  }
  const sizes = shape.map((size) => size ?? '?').join(', ');
  throw new ArgumentError(argument, `a tensor of shape ${meaning} = [${sizes}]`, tensor);
}

/**
 * Returns `tensor` if it has an element; throws an `ArgumentError` otherwise.
 *
 * @param meaning the names of the dimensions, for the message: `[batch, time, inputs]`
 */
export function requireElements<T extends Shaped>(argument: string, tensor: T, meaning: string): T {
  const {shape} = tensor;
  if (Array.isArray(shape) && !shape.includes(0)) return tensor;
  throw new ArgumentError(argument, `a tensor ${meaning} with at least one of each`, tensor);
}

/**
 * Returns `value` if it is an array of positive integers, the sizes of dimensions; throws an `ArgumentError` otherwise.
 *
 * @param unknown whether a size may be null, which stands for any size; defaults to false
 */
export function requireSizes(
  argument: string,
  value: unknown,
  {unknown = false}: {readonly unknown?: boolean} = {},
): readonly (number | null)[] {
  if (!Array.isArray(value)) {
    throw new ArgumentError(argument, `an array of positive integers${unknown ? ' or nulls' : ''}`, value);
  }
  for (const [axis, size] of value.entries()) {
    if (!(unknown && size === null)) requirePositiveInteger(`${argument}[${axis}]`, size);
  }
  return value;
}
