import {ArgumentError} from './argumentError.js';
import {nearestName} from './nearest.js';
import {isClass} from './show.js';

/**
 * Returns `value` if it is an object, and no list; throws an `ArgumentError` otherwise.
 *
 * @param expected what it must be, as it follows "must be": `an object {shape, deviation}`
 */
export function requireObject<T>(argument: string, value: T, expected: string): T & object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new ArgumentError(argument, expected, value);
}

/**
 * Returns `value` if it is an object all of whose keys are in `keys`, so that a misspelled option is an error and not silently the
 * default; throws an `ArgumentError` otherwise, which names the option that is most likely meant.
 */
export function requireKeys<T extends object>(argument: string, value: T, keys: readonly string[]): T {
  requireObject(argument, value, `an object with the options ${keys.join(', ')}`);
  const unknown = Object.keys(value).find((key) => !keys.includes(key));
  if (unknown === undefined) return value;
  throw new ArgumentError(
    `${argument}.${unknown}`,
    describeUnknownKey(unknown, keys),
    Reflect.get(value, unknown),
  );
}

/** What a key that is none of some must be, as it follows "must be": omitted. Names the one that is most likely meant. */
export function describeUnknownKey(unknown: string, keys: readonly string[]): string {
  const near = nearestName(unknown, keys);
  const advice = near === undefined ? '' : `: did you mean ${near}?`;
  return `omitted${advice} (the options are ${keys.join(', ')})`;
}

/**
 * Returns `value` if it is a function, and no class; throws an `ArgumentError` otherwise.
 *
 * @param expected what it must be, as it follows "must be": `a function that creates a task`
 */
export function requireFunction<T>(argument: string, value: T, expected = 'a function'): T {
  if (typeof value === 'function' && !isClass(value)) return value;
  throw new ArgumentError(argument, expected, value);
}

/**
 * Returns `value` if it is a list; throws an `ArgumentError` otherwise.
 *
 * @param expected what it must be, as it follows "must be": `a list of at least one weighting`
 * @param least the fewest elements that it may have; defaults to 0
 */
export function requireList<T extends readonly unknown[]>(
  argument: string,
  value: T,
  expected: string,
  least = 0,
): T {
  if (Array.isArray(value) && value.length >= least) return value;
  throw new ArgumentError(argument, expected, value);
}

/** A class, whatever its constructor. */
interface ClassOf<T> {
  readonly prototype: T;
  [Symbol.hasInstance](value: unknown): boolean;
}

/**
 * Returns `value` if it is an instance of a class; throws an `ArgumentError` otherwise.
 *
 * @param expected what it must be, as it follows "must be": `a RandomStream`
 */
export function requireInstance<T>(argument: string, value: unknown, type: ClassOf<T>, expected: string): T {
  // Some classes of tfjs look into whatever they are asked about.
  if (value !== undefined && value !== null && value instanceof type) return value as T;
  throw new ArgumentError(argument, expected, value);
}
