import {ArgumentError} from './argumentError.js';

/** Bounds of a number, each optional: `above` and `below` exclude their end, `min` and `max` include it. */
export interface Bounds {
  readonly above?: number;
  readonly below?: number;
  readonly min?: number;
  readonly max?: number;
}

/** The bounds as a message writes them: "above 0 and at most 1". */
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

/** The integers that a number holds exactly. */
const EXACT = {min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER};

/**
 * What a number within bounds must be, as it follows "must be": `an integer at least 0`.
 *
 * @param value what it was; an integer that is too large to be exact is answered with the largest exact one
 */
export function describeNumber(type: 'number' | 'integer', bounds: Bounds, value?: unknown): string {
  if (type === 'integer' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return describeNumber(type, {...EXACT, ...bounds});
  }
  const {above, below, min, max} = bounds;
  if (type === 'integer' && min === 1 && (above ?? below ?? max) === undefined) return 'a positive integer';
  return `${type === 'integer' ? 'an integer' : 'a finite number'} ${describe(bounds)}`.trimEnd();
}

/** Returns `value` if it is a finite number within `bounds`; throws an `ArgumentError` otherwise. */
export function requireNumber(argument: string, value: unknown, bounds: Bounds = {}): number {
  if (Number.isFinite(value) && within(value as number, bounds)) return value as number;
  throw new ArgumentError(argument, describeNumber('number', bounds), value);
}

/** Returns `value` if it is an integer within `bounds`; throws an `ArgumentError` otherwise. */
export function requireInteger(argument: string, value: unknown, bounds: Bounds = {}): number {
  if (Number.isSafeInteger(value) && within(value as number, bounds)) return value as number;
  throw new ArgumentError(argument, describeNumber('integer', bounds, value), value);
}

/** Returns `value` if it is an integer of at least 1; throws an `ArgumentError` otherwise. */
export function requirePositiveInteger(argument: string, value: unknown): number {
  return requireInteger(argument, value, {min: 1});
}
