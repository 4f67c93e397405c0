import {isOpen} from './entrance.js';

/** A mistake to make in a value: an argument, or all arguments. */
export interface Mistake {
  /** What is wrong: `[0].rows is NaN`. */
  readonly what: string;
  /** The path of the wrong argument: `[0].rows`. */
  readonly path: string;
  /** Whether it must be refused; a value that happens to be valid need not be. */
  readonly refused: boolean;
  /** The name that the message must suggest, if the mistake is a misspelled key. */
  readonly suggestion?: string;
  /** A valid value with the mistake in it. */
  readonly make: (valid: never) => unknown;
}

/** Values that are wrong almost everywhere. */
const wrongValues: readonly unknown[] = [
  ...[undefined, null, Number.NaN, -1, 0.5, Number.POSITIVE_INFINITY, '', 'nonsense', 'constructor', true],
  ...[{}, [], [null], function nothing() {}],
];

/** The most levels of objects and lists that mistakes are made in. */
const DEPTH = 4;

/**
 * Every mistake in a list of arguments, one at a time.
 *
 * @param args valid ones
 * @param required how many arguments must be there
 * @param shallow paths in which no mistakes are made
 */
export function mistakesIn(
  args: readonly unknown[],
  {required, shallow}: {readonly required: number; readonly shallow: readonly string[]},
): Mistake[] {
  const fewer = Array.from({length: required}, (_, count) => ({
    what: `${count} of ${required} arguments`,
    path: '',
    refused: true,
    make: (valid: readonly unknown[]) => valid.slice(0, count),
  }));
  const wrong = args.flatMap((arg, index) => {
    const path = `[${index}]`;
    return mistakesAt(path, arg, DEPTH, shallow).map((mistake) => inElement(mistake, index));
  });
  return [...fewer, ...wrong];
}

function mistakesAt(path: string, value: unknown, depth: number, shallow: readonly string[]): Mistake[] {
  const own = wrongValues
    .filter((wrong) => !Object.is(wrong, value))
    .map((wrong) => ({
      what: `${path} is ${nameOf(wrong)}`,
      path,
      refused: wrong !== undefined && wrong !== null && isOfOtherKind(wrong, value),
      make: () => wrong,
    }));
  if (depth === 0 || shallow.includes(path)) return own;
  if (Array.isArray(value) && value.length > 0) {
    return [
      ...own,
      ...mistakesAt(`${path}[0]`, value[0], depth - 1, shallow).map((mistake) => inElement(mistake, 0)),
    ];
  }
  return isPlain(value) ? [...own, ...inObject(path, value, depth, shallow)] : own;
}

/** A mistake in an element as one in its list. */
function inElement(mistake: Mistake, index: number): Mistake {
  const make = (valid: readonly unknown[]) => valid.with(index, mistake.make(valid[index] as never));
  return {...mistake, make};
}

function inObject(
  path: string,
  object: Readonly<Record<string, unknown>>,
  depth: number,
  shallow: readonly string[],
): Mistake[] {
  const inValues = Object.entries(object).flatMap(([key, value]) =>
    mistakesAt(`${path}.${key}`, value, depth - 1, shallow).map((mistake) => ({
      ...mistake,
      make: (valid: object) => ({...valid, [key]: mistake.make(Reflect.get(valid, key) as never)}),
    })),
  );
  return isOpen(object) ? inValues : [...inValues, ...inKeys(path, Object.keys(object))];
}

/** Keys that options do not have: one that is like none of theirs, and each with its last two letters swapped. */
function inKeys(path: string, keys: readonly string[]): Mistake[] {
  const unknown: Mistake = {
    what: `${path} has an unknown key`,
    path: `${path}.zzz`,
    refused: true,
    make: (valid: object) => ({...valid, zzz: 1}),
  };
  const misspelled = keys.flatMap((key): Mistake[] => {
    const wrong = `${key.slice(0, -2)}${key.slice(-1)}${key.slice(-2, -1)}`;
    if (key.length < 3 || wrong === key) return [];
    const make = ({[key]: value, ...others}: Readonly<Record<string, unknown>>) => ({
      ...others,
      [wrong]: value,
    });
    return [
      {
        what: `${path}.${key} is written ${wrong}`,
        path: `${path}.${wrong}`,
        refused: true,
        suggestion: key,
        make,
      },
    ];
  });
  return [unknown, ...misspelled];
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function isOfOtherKind(wrong: unknown, valid: unknown): boolean {
  return kindOf(wrong) !== kindOf(valid) || (Number.isNaN(wrong) && !Number.isNaN(valid));
}

function kindOf(value: unknown): string {
  if (typeof value !== 'object') return typeof value;
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return isPlain(value) ? 'object' : 'instance';
}

function nameOf(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  return typeof value === 'number' || value === undefined ? String(value) : JSON.stringify(value);
}
