import {
  ArgumentError,
  requireChoice,
  requireInteger,
  requireKeys,
  requireList,
  requireNumber,
  requireObject,
} from '@ntmjs/arguments';

/** A value of an option. */
export type Value = string | number | boolean;

/** Any of a list of values; a list with one is the same in all runs. */
export interface ChoiceRange {
  readonly type: 'choice';
  readonly values: readonly Value[];
}

/** A number from `min` to `max`, both included. */
export interface NumberRange {
  readonly type: 'number' | 'integer';
  readonly min: number;
  readonly max: number;
  /** `log`: equal factors are equally likely, so `min` must be above 0. Defaults to `linear`: equal differences are. */
  readonly scale?: 'linear' | 'log' | undefined;
}

/** What values an option may have. */
export type Range = ChoiceRange | NumberRange;

/** The options that a search varies, with what values each may have. */
export type Space = Readonly<Record<string, Range>>;

/** A value for each option of a space. */
export type Point = Readonly<Record<string, Value>>;

/**
 * Returns a value if it is a space; throws an `ArgumentError` that names the range and its field otherwise.
 *
 * @param argument its name for the error
 */
export function requireSpace(argument: string, space: Space): Space {
  requireObject(argument, space, 'an object with a range for each option');
  const ranges = Object.entries(space);
  if (ranges.length === 0)
    throw new ArgumentError(argument, 'an object with a range for at least one option', space);
  for (const [name, range] of ranges) requireRange(`${argument}.${name}`, range);
  return space;
}

function requireRange(name: string, range: Range): void {
  requireObject(
    name,
    range,
    "a range: {type: 'choice', values} or {type: 'number' or 'integer', min, max, scale?}",
  );
  if (!('type' in range)) requireKeys(name, range, ['type', 'values', 'min', 'max', 'scale']);
  requireChoice(`${name}.type`, range.type, ['choice', 'number', 'integer']);
  if (range.type === 'choice') {
    requireKeys(name, range, ['type', 'values']);
    const values = requireList(`${name}.values`, range.values, 'a list of values', 1);
    for (const [index, value] of values.entries()) {
      if (['string', 'boolean'].includes(typeof value) || Number.isFinite(value)) continue;
      throw new ArgumentError(`${name}.values[${index}]`, 'a string, a finite number or a boolean', value);
    }
    if (new Set(values).size < values.length)
      throw new ArgumentError(`${name}.values`, 'a list without repetitions', values);
    return;
  }
  const {type, min, max, scale = 'linear'} = requireKeys(name, range, ['type', 'min', 'max', 'scale']);
  requireChoice(`${name}.scale`, scale, ['linear', 'log']);
  const require = type === 'integer' ? requireInteger : requireNumber;
  require(`${name}.min`, min, scale === 'log' ? {above: 0} : {});
  require(`${name}.max`, max, {min});
}

/**
 * The value of a range at a position from 0 to 1: of a choice, each value takes an equal part; of integers, each one, on the scale of the
 * range.
 */
export function valueAt(range: Range, position: number): Value {
  if (range.type === 'choice') {
    return range.values[Math.min(range.values.length - 1, Math.floor(position * range.values.length))]!;
  }
  const [low, high] = endsOf(range);
  const along = unscaled(range, low + position * (high - low));
  if (range.type === 'number') return Math.min(range.max, Math.max(range.min, along));
  return Math.min(range.max, Math.max(range.min, Math.round(along)));
}

/** The position of a value of a range: `valueAt` gives the value there. */
export function positionOf(range: Range, value: Value): number {
  if (range.type === 'choice') return (range.values.indexOf(value) + 0.5) / range.values.length;
  const [low, high] = endsOf(range);
  return low === high ? 0.5 : (scaled(range, value as number) - low) / (high - low);
}

/** The ends of a range on its scale. An integer stands for all numbers that are rounded to it. */
function endsOf(range: NumberRange): readonly [number, number] {
  const margin = range.type === 'integer' ? 0.5 : 0;
  return [scaled(range, range.min - margin), scaled(range, range.max + margin)];
}

function scaled({scale}: NumberRange, value: number): number {
  return scale === 'log' ? Math.log(value) : value;
}

function unscaled({scale}: NumberRange, value: number): number {
  return scale === 'log' ? Math.exp(value) : value;
}
