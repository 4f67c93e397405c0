import {
  ArgumentError,
  requireBoolean,
  requireChoice,
  requireKeys,
  requireList,
  requireNumber,
  requireObject,
  requireText,
} from '@ntmjs/arguments';
import {requireTexts} from './figureArgs.js';
import {requireObjects} from './series.js';

/** A value of an option. */
type OptionValue = string | number | boolean;

/** An option that a search varies: one of a list of values, or a number of a range. */
export type SearchedOption =
  | {readonly name: string; readonly values: readonly OptionValue[]}
  | {
      readonly name: string;
      readonly min: number;
      readonly max: number;
      /** Defaults to `linear`. */
      readonly scale?: 'linear' | 'log' | undefined;
    };

/** A point that a search has tried. */
export interface SearchedPoint {
  /** The value of each option by its name. */
  readonly options: Readonly<Record<string, OptionValue>>;
  /** The objective; none for a point that failed. */
  readonly value?: number | undefined;
  /** The lowest objective over seeds; requires `high`. */
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  /** Whether its training ended early, so that the objective is of a part of it. */
  readonly early?: boolean | undefined;
}

/** The points of a search, and what their objective is. */
export interface SearchFigureArgs {
  /** One or more, with different names. */
  readonly options: readonly SearchedOption[];
  /** One or more, of which one has a value. */
  readonly points: readonly SearchedPoint[];
  /** The label of the objective, with its unit. */
  readonly valueLabel: string;
  /** Whether the lower or the higher objective is better; defaults to `lower`. */
  readonly better?: 'lower' | 'higher' | undefined;
  /** The title; defaults to one made from the label. */
  readonly title?: string | undefined;
  /** Whether the axis of the objective is logarithmic, with a linear part down to 0; defaults to true if values span two powers of ten. */
  readonly logValue?: boolean | undefined;
}

/** A point with its value. */
export type ValuedPoint = SearchedPoint & {readonly value: number};

/** Whether a point has a value. */
export function isValued(point: SearchedPoint): point is ValuedPoint {
  return point.value !== undefined;
}

/** Points with a value, the best first. */
export function rankedPoints({points, better}: SearchFigureArgs): ValuedPoint[] {
  const sign = better === 'higher' ? -1 : 1;
  return points.filter(isValued).sort((one, other) => sign * (one.value - other.value));
}

/** Throws an `ArgumentError` that names the field unless these are points of a search, in the ranges of its options. */
export function requireSearch(args: SearchFigureArgs): void {
  requireKeys('figure', args, ['options', 'points', 'valueLabel', 'better', 'title', 'logValue']);
  const {options, points, valueLabel, better, title, logValue} = args;
  requireTexts({title});
  requireText('valueLabel', valueLabel);
  if (better !== undefined) requireChoice('better', better, ['lower', 'higher']);
  if (logValue !== undefined) requireBoolean('logValue', logValue);
  const names = requireObjects('options', options).map((option, index) =>
    requireSearchedOption(`options[${index}]`, option),
  );
  if (new Set(names).size < names.length) {
    throw new ArgumentError('options', 'a list in which each has a name of its own', names);
  }
  for (const [index, point] of requireObjects('points', points).entries()) {
    const path = `points[${index}]`;
    for (const option of options) {
      const values = requireObject(`${path}.options`, point.options, 'a value for each option');
      requireInRange(`${path}.options.${option.name}`, option, values[option.name]!);
    }
    const {value, low, high, early} = point;
    if (early !== undefined) requireBoolean(`${path}.early`, early);
    const least = logValue ? {min: 0} : {};
    if (value !== undefined) requireNumber(`${path}.value`, value, least);
    if (low === undefined && high === undefined) continue;
    requireNumber(`${path}.low`, low, {...least, ...(value !== undefined && {max: value})});
    requireNumber(`${path}.high`, high, {min: value ?? low});
    if (value === undefined) requireNumber(`${path}.value`, value);
  }
  if (!points.some(isValued)) throw new ArgumentError('points', 'a list in which one has a value', points);
}

function requireSearchedOption(path: string, option: SearchedOption): string {
  const name = requireText(`${path}.name`, option.name);
  if ('values' in option) {
    const values = requireList(`${path}.values`, option.values, 'a list of values', 1);
    for (const [index, value] of values.entries()) requireValue(`${path}.values[${index}]`, value);
    return name;
  }
  const {min, max, scale = 'linear'} = option;
  requireChoice(`${path}.scale`, scale, ['linear', 'log']);
  requireNumber(`${path}.min`, min, scale === 'log' ? {above: 0} : {});
  requireNumber(`${path}.max`, max, {min});
  return name;
}

function requireInRange(path: string, option: SearchedOption, value: OptionValue): void {
  if (!('values' in option)) {
    requireNumber(path, value as number, {min: option.min, max: option.max});
  } else if (!option.values.includes(value)) {
    throw new ArgumentError(path, `one of ${option.values.join(', ')}`, value);
  }
}

function requireValue(path: string, value: OptionValue): void {
  if (['string', 'boolean'].includes(typeof value) || Number.isFinite(value)) return;
  throw new ArgumentError(path, 'a string, a finite number or a boolean', value);
}
