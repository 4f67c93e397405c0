import {ArgumentError} from './argumentError.js';

/** Bounds of a number, each optional: `above` and `below` exclude their end, `min` and `max` include it. */
export interface Bounds {
  readonly above?: number;
  readonly below?: number;
  readonly min?: number;
  readonly max?: number;
}

/** The bounds in words, each with the word that leads it: "above 0 and at most 1". */
function describe({above, below, min, max}: Bounds): string {
  const parts: string[] = [];
  if (above !== undefined) parts.push(`above ${above}`);
  if (min !== undefined) parts.push(`at least ${min}`);
  if (below !== undefined) parts.push(`below ${below}`);
  if (max !== undefined) parts.push(`at most ${max}`);
  return parts.join(' and ');
}

function within(value: number, {above, below, min, max}: Bounds): boolean {
  return (
    (above === undefined || value > above) &&
    (below === undefined || value < below) &&
    (min === undefined || value >= min) &&
    (max === undefined || value <= max)
  );
}

function requireNumeric(argument: string, kind: string, value: unknown, is: boolean, bounds: Bounds): number {
  if (is && within(value as number, bounds)) return value as number;
  throw new ArgumentError(argument, `${kind} ${describe(bounds)}`.trimEnd(), value);
}

/** Returns `value` if it is a finite number within `bounds`; throws an `ArgumentError` otherwise. */
export function requireNumber(argument: string, value: unknown, bounds: Bounds = {}): number {
  return requireNumeric(argument, 'a finite number', value, Number.isFinite(value), bounds);
}

/** Returns `value` if it is an integer within `bounds`; throws an `ArgumentError` otherwise. */
export function requireInteger(argument: string, value: unknown, bounds: Bounds = {}): number {
  const {above, below, min, max} = bounds;
  if (min === 1 && (above ?? below ?? max) === undefined) return requirePositiveInteger(argument, value);
  return requireNumeric(argument, 'an integer', value, Number.isSafeInteger(value), bounds);
}

/** Returns `value` if it is an integer of at least 1; throws an `ArgumentError` otherwise. */
export function requirePositiveInteger(argument: string, value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
  throw new ArgumentError(argument, 'a positive integer', value);
}
