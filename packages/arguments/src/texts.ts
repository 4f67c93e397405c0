import {ArgumentError} from './argumentError.js';

/** A number as text; NaN if it is not one. */
function parseNumber(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? Number.NaN : Number(text);
}

/** Reads an option's text as a number; its user checks the bounds. */
export function numberOption(name: string): (text: string) => number {
  return (text) => {
    const value = parseNumber(text);
    if (Number.isNaN(value)) throw new ArgumentError(name, 'a number', text);
    return value;
  };
}

/** Reads an option's text as positive integers, separated by commas. */
export function integersOption(name: string): (text: string) => number[] {
  return (text) => {
    const values = positiveIntegers(text);
    if (values !== undefined) return values;
    throw new ArgumentError(name, 'positive integers with commas between them', text);
  };
}

function positiveIntegers(text: string): number[] | undefined {
  const values = text.split(',').map(parseNumber);
  return values.every((value) => Number.isSafeInteger(value) && value > 0) ? values : undefined;
}

/** Reads an option's text as words, separated by commas. */
export function wordsOption(text: string): string[] {
  return text.split(',').map((word) => word.trim());
}

/** Splits `name=value`. */
function pair(option: string, expected: string, text: string): [string, string] {
  const [name, value, ...rest] = text.split('=');
  if (name && value && rest.length === 0) return [name, value];
  throw new ArgumentError(option, expected, text);
}

/** Reads an option's text as `name=number`, into an object with these two keys. */
export function pairOption<First extends string, Second extends string>(
  option: string,
  keys: [First, Second],
) {
  return (text: string) => {
    const [name, value] = pair(option, 'name=number', text);
    const number = parseNumber(value);
    if (Number.isNaN(number)) throw new ArgumentError(option, 'name=number', text);
    return {[keys[0]]: name, [keys[1]]: number} as Record<First, string> & Record<Second, number>;
  };
}

/** Options of a task or an optimizer, by name. */
export type NamedOptions = Readonly<Record<string, number | boolean | string>>;

/** The value of such an option: a number, `true`, `false`, or a word. */
function namedValue(text: string): number | boolean | string {
  if (text === 'true' || text === 'false') return text === 'true';
  const number = parseNumber(text);
  return Number.isNaN(number) ? text : number;
}

/** Collects the `name=value` pairs of a repeated option; their task or optimizer checks the values. */
export function namedOption(option: string): (text: string, before?: NamedOptions) => NamedOptions {
  const expected = 'name=value';
  return (text, before = {}) => {
    const [name, value] = pair(option, expected, text);
    if (value.trim() === '') throw new ArgumentError(option, expected, text);
    return {...before, [name]: namedValue(value)};
  };
}

/** Reads an option's text as `part/sequences`. */
export function decayOption(option: string): (text: string) => {to: number; over: number} {
  return (text) => {
    const [to, over, ...rest] = text.split('/').map(parseNumber);
    if (!Number.isNaN(to) && over !== undefined && !Number.isNaN(over) && rest.length === 0) {
      return {to: to!, over};
    }
    throw new ArgumentError(option, 'part/sequences, such as 0.05/60000', text);
  };
}

/** Another size of the memory in training. */
export interface TextMemorySize {
  readonly rows: number;
  readonly share: number;
  readonly after: number;
}

/** Collects the `rows=share/sequences` of a repeated option, none with `none`; the training checks the values. */
export function memorySizeOption(
  option: string,
): (text: string, before?: TextMemorySize[]) => TextMemorySize[] {
  const expected = 'none or rows=share/sequences, such as 2048=0.15/20000';
  return (text, before = []) => {
    if (text === 'none') return [];
    const [, rows, share, after = '0'] = /^(.+)=([^/]+)(?:\/(.+))?$/.exec(text) ?? [];
    const size = {rows: parseNumber(rows), share: parseNumber(share), after: parseNumber(after)};
    if (Object.values(size).some(Number.isNaN)) throw new ArgumentError(option, expected, text);
    return [...before, size];
  };
}

/** Reads an option's text as `name=list`, where the list is of positive integers: `length=20,50` is `{length: [20, 50]}`. */
export function integersOf(
  option: string,
  expected: string,
  text: string,
): Record<string, readonly number[]> {
  const [name, list] = pair(option, expected, text);
  const values = positiveIntegers(list);
  if (values === undefined) throw new ArgumentError(option, expected, text);
  return {[name]: values};
}

const SECONDS: Readonly<Record<string, number>> = {s: 1, m: 60, h: 3600};

/** Reads an option's text as a duration in seconds: `90s`, `10m`, `1.5h`. */
export function durationOption(option: string): (text: string) => number {
  return (text) => {
    const [, number, unit] = /^(\d+(?:\.\d+)?)([smh])$/.exec(text) ?? [];
    const seconds = Number(number) * (SECONDS[unit ?? ''] ?? Number.NaN);
    if (seconds > 0) return seconds;
    throw new ArgumentError(option, 'a duration, such as 90s, 10m or 2h', text);
  };
}
