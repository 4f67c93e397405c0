import type {SearchedOption} from './searchedPoints.js';

/** A label at a position of an axis, from 0 to 1. */
export interface Tick {
  readonly position: number;
  readonly label: string;
}

/** The most labels of an axis. */
const MOST_TICKS = 16;

/** The position of a value on the axis of an option: of a choice, the middle of its part. */
export function positionOn(option: SearchedOption, value: string | number | boolean): number {
  if ('values' in option) return (option.values.indexOf(value) + 0.5) / option.values.length;
  const {min, max} = option;
  const scaled = option.scale === 'log' ? Math.log : (number: number) => number;
  return min === max ? 0.5 : (scaled(value as number) - scaled(min)) / (scaled(max) - scaled(min));
}

/** The labels of the axis of an option: choices, or round numbers. */
export function ticksOn(option: SearchedOption): Tick[] {
  const values: readonly (string | number | boolean)[] =
    'values' in option ? option.values : roundNumbers(option);
  const step = Math.ceil(values.length / MOST_TICKS);
  return values
    .filter((_, index) => index % step === 0)
    .map((value) => ({position: positionOn(option, value), label: valueText(value)}));
}

/** A value of an option as a label. */
export function valueText(value: string | number | boolean): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value);
}

interface NumberAxis {
  readonly min: number;
  readonly max: number;
  readonly scale?: 'linear' | 'log' | undefined;
}

/** Round numbers of a range; its ends if it has fewer than two. */
function roundNumbers({min, max, scale}: NumberAxis): number[] {
  if (min === max) return [min];
  const candidates =
    scale === 'log' ? [powers(min, max, [1]), powers(min, max, [1, 2, 5])] : [steps(min, max)];
  return candidates.find((numbers) => numbers.length > 1) ?? [min, max];
}

function powers(min: number, max: number, factors: readonly number[]): number[] {
  const numbers: number[] = [];
  for (let exponent = Math.floor(Math.log10(min)); exponent <= Math.log10(max); exponent++) {
    for (const factor of factors) numbers.push(Number(`${factor}e${exponent}`));
  }
  return numbers.filter((number) => number >= min && number <= max);
}

/** About five multiples of 1, 2 or 5 times a power of ten. */
function steps(min: number, max: number): number[] {
  const least = (max - min) / 6;
  const power = Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((factor) => factor * 10 ** power).find((each) => each >= least)!;
  const numbers: number[] = [];
  for (let index = Math.ceil(min / step); index * step <= max; index++) {
    numbers.push(Number((index * step).toPrecision(6)));
  }
  return numbers;
}
