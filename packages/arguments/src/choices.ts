import {ArgumentError} from './argumentError.js';
import {nearestName} from './nearest.js';
import {show} from './show.js';

/** What one of several strings must be, as it follows "must be". */
export function describeChoice(choices: readonly string[]): string {
  return `one of ${choices.map(show).join(', ')}`;
}

/** Returns `value` if it is one of `choices`; throws an `ArgumentError` that lists them otherwise. */
export function requireChoice<T extends string>(argument: string, value: unknown, choices: readonly T[]): T {
  if ((choices as readonly unknown[]).includes(value)) return value as T;
  const near = typeof value === 'string' ? nearestName(value, choices) : undefined;
  const advice = near === undefined ? '' : ` (did you mean ${show(near)}?)`;
  throw new ArgumentError(argument, `${describeChoice(choices)}${advice}`, value);
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
