import {ArgumentError} from './argumentError.js';
import {show} from './show.js';

/** What one of several strings must be, as it follows "must be". */
export function describeChoice(choices: readonly string[]): string {
  return `one of ${choices.map(show).join(', ')}`;
}

/** Returns `value` if it is one of `choices`; throws an `ArgumentError` that lists them otherwise. */
export function requireChoice<T extends string>(argument: string, value: unknown, choices: readonly T[]): T {
  if ((choices as readonly unknown[]).includes(value)) return value as T;
  throw new ArgumentError(argument, describeChoice(choices), value);
}

/** Returns `value` if it is a list of `choices`, with any repetitions; throws an `ArgumentError` that lists them otherwise. */
export function requireChoices<T extends string>(
  argument: string,
  value: unknown,
  choices: readonly T[],
): readonly T[] {
  if (Array.isArray(value) && value.every((each) => (choices as readonly unknown[]).includes(each)))
    return value;
  throw new ArgumentError(argument, `a list, each element ${describeChoice(choices)}`, value);
}

/** Returns `value` if it is true or false; throws an `ArgumentError` otherwise. */
export function requireBoolean(argument: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new ArgumentError(argument, 'true or false', value);
}

/** Returns `value` if it is a string that is not empty; throws an `ArgumentError` otherwise. */
export function requireText(argument: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new ArgumentError(argument, 'a non-empty string', value);
}

/**
 * Returns `value` if it is a plain object all of whose keys are in `keys`, so that a misspelled option is an error and
 * not silently the default; throws an `ArgumentError` otherwise.
 */
export function requireKeys<T extends object>(argument: string, value: T, keys: readonly string[]): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ArgumentError(argument, `an object with the options ${keys.join(', ')}`, value);
  }
  const unknown = Object.keys(value).find((key) => !keys.includes(key));
  if (unknown === undefined) return value;
  throw new ArgumentError(
    `${argument}.${unknown}`,
    `omitted (the options are ${keys.join(', ')})`,
    Reflect.get(value, unknown),
  );
}
