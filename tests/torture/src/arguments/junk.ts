import type {RandomStream} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import {layers} from '@tensorflow/tfjs-layers';
import {anyOf} from '../random.js';

const cyclic: Record<string, unknown> = {};
cyclic.itself = cyclic;

/** Values that hardly any argument takes. Numbers are small or absurd: those between may be right, and only take long. */
const makers: readonly (() => unknown)[] = [
  ...[
    undefined,
    null,
    true,
    false,
    0,
    1,
    2,
    -1,
    0.5,
    -0,
    1e9,
    1e15,
    1e300,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ],
  ...['', ' ', 'x', '1', 'constructor', '__proto__', 'a\nb', 1n, Symbol('x')],
].map((value) => () => value);

const objects: readonly (() => unknown)[] = [
  () => [],
  () => [1, 2],
  () => [null],
  () => [undefined, {}],
  () => new Array(3),
  () => ({}),
  () => ({x: 1}),
  () => Object.create(null),
  () => cyclic,
  () => () => 1,
  () => class {},
  () => new Date(0),
  () => new Map(),
  () => new Float32Array(3),
  () => Promise.resolve(1),
  () => tf.scalar(1),
  () => tf.zeros([2, 3]),
  () => tf.zeros([1, 2, 3]),
  () => tf.tensor2d([[1]], [1, 1], 'bool'),
  () => layers.dense({units: 1}),
  () => layers.lstm({units: 1}),
];

/** Junk of any kind. */
function anyJunk(random: RandomStream): unknown {
  return anyOf(random, random.uniform() < 0.6 ? makers : objects)();
}

/** Whether a value is made of keys or elements that can be changed: not a tensor, a layer, a function, or itself. */
function isPlain(value: unknown): value is Record<string, unknown> | unknown[] {
  if (Array.isArray(value)) return true;
  if (value === cyclic) return false;
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** A copy with its plain objects and lists copied, so that changing it changes nothing else. */
function copyOf<T>(value: T): T {
  if (!isPlain(value)) return value;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copyOf(each)])) as T;
}

interface Slot {
  readonly owner: Record<string, unknown> | unknown[];
  readonly key: string;
  readonly path: string;
}

/** All keys and elements of plain objects and lists, at any depth. */
function slotsOf(owner: Slot['owner'], prefix = ''): Slot[] {
  return Object.keys(owner).flatMap((key) => {
    const value = (owner as Record<string, unknown>)[key];
    const path = `${prefix}${Array.isArray(owner) ? `[${key}]` : `.${key}`}`;
    return [{owner, key, path}, ...(isPlain(value) && !isLong(value) ? slotsOf(value, path) : [])];
  });
}

/** Elements of a long list are all alike. */
function isLong(value: object): boolean {
  return Array.isArray(value) && value.length > 10;
}

/** Arguments that are no longer right, and what was done to them. */
export interface Spoilt {
  readonly args: unknown[];
  readonly how: string;
}

type Spoil = (args: unknown[], random: RandomStream) => string;

const ways: readonly Spoil[] = [
  replaced,
  replaced,
  replaced,
  (args, random) => {
    if (args.length === 0) return replaced(args, random);
    const {owner, key, path} = anyOf(random, slotsOf(args));
    if (Array.isArray(owner)) owner.splice(Number(key), 1);
    else delete owner[key];
    return `without ${path}`;
  },
  (args, random) => {
    const owners = slotsOf(args)
      .map(({owner, key, path}) => [(owner as Record<string, unknown>)[key], path] as const)
      .filter(
        (pair): pair is [Record<string, unknown>, string] => isPlain(pair[0]) && !Array.isArray(pair[0]),
      );
    if (owners.length === 0) return replaced(args, random);
    const [owner, path] = anyOf(random, owners);
    const [name, value] = [anyOf(random, ['x', 'unit', 'Rows', 'constructor', 'length']), anyJunk(random)];
    owner[name] = value;
    return `${path}.${name} = ${textOf(value)}`;
  },
  (args, random) => {
    const value = anyJunk(random);
    args.push(value);
    return `one more: ${textOf(value)}`;
  },
];

function replaced(args: unknown[], random: RandomStream): string {
  const value = anyJunk(random);
  if (args.length === 0) args.push(undefined);
  const {owner, key, path} = anyOf(random, slotsOf(args));
  (owner as Record<string, unknown>)[key] = value;
  return `${path} = ${textOf(value)}`;
}

/** A value in a word or two, for the report of a failure. */
function textOf(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? JSON.stringify(value) : String(value);
  const name = value.constructor?.name ?? 'null prototype';
  return Array.isArray(value) ? `a list of ${value.length}` : `an object (${name})`;
}

/** Spoils one or two of right arguments. */
export function spoil(right: readonly unknown[], random: RandomStream): Spoilt {
  const args = copyOf([...right]);
  const times = random.uniform() < 0.8 ? 1 : 2;
  const how = Array.from({length: times}, () => anyOf(random, ways)(args, random));
  return {args, how: how.join(', ')};
}
