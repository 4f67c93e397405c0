import type {RandomStream} from '@ntmjs/tasks';
import {anyOf} from '../random.js';

/** A change of a file, and what it did in a few words. */
export interface Mutation {
  readonly kind: string;
  readonly content: Buffer;
}

type Mutate = (content: Buffer, random: RandomStream) => Buffer;

function withBit(content: Buffer, random: RandomStream): Buffer {
  const copy = Buffer.from(content);
  copy[random.integer(0, copy.length - 1)]! ^= 1 << random.integer(0, 7);
  return copy;
}

function withBytes(content: Buffer, random: RandomStream): Buffer {
  const copy = Buffer.from(content);
  const start = random.integer(0, copy.length - 1);
  const end = Math.min(copy.length, start + random.integer(1, 16));
  for (let index = start; index < end; index++) copy[index] = random.integer(0, 255);
  return copy;
}

/** Changes of any file. */
const ofBytes: Readonly<Record<string, Mutate>> = {
  'a bit turned': withBit,
  truncated: (content, random) => content.subarray(0, random.integer(0, content.length - 1)),
  'bytes replaced': withBytes,
  'bytes added': (content, random) =>
    Buffer.concat([
      content,
      Buffer.from(Array.from({length: random.integer(1, 8)}, () => random.integer(0, 255))),
    ]),
};

/** An object or a list in a JSON value, and one of its keys. */
interface Field {
  readonly owner: Record<string, unknown>;
  readonly key: string;
}

/** All fields of a JSON value, at any depth; the elements of a list are its fields. */
function fieldsOf(value: unknown): Field[] {
  if (typeof value !== 'object' || value === null) return [];
  const owner = value as Record<string, unknown>;
  return Object.keys(owner).flatMap((key) => [{owner, key}, ...fieldsOf(owner[key])]);
}

/** A JSON value other than the one given, more often than not of the same type. */
function otherValue(value: unknown, random: RandomStream): unknown {
  const others: unknown[] = [null, true, false, 0, -1, 1e300, 0.5, '', 'x', [], {}, [null], {x: 1}];
  if (typeof value === 'number') others.push(value + 1, value - 1, -value, value * 2, value / 3, `${value}`);
  if (typeof value === 'string') others.push(`${value}x`, value.slice(1), value.toUpperCase(), [value]);
  if (typeof value === 'boolean') others.push(!value, !value, !value);
  const text = JSON.stringify(value);
  return anyOf(
    random,
    others.filter((other) => JSON.stringify(other) !== text),
  );
}

/** Adds a key to an object, or an element to a list. */
function addTo(owner: Record<string, unknown> | unknown[], random: RandomStream): void {
  const value = anyOf(random, [null, 1, 'x', {}, []]);
  if (Array.isArray(owner)) owner.splice(random.integer(0, owner.length), 0, value);
  else
    Object.defineProperty(owner, anyOf(random, ['x', 'name', '__proto__', 'type']), {
      value,
      enumerable: true,
    });
}

type ChangeField = (field: Field, random: RandomStream) => void;

const ofFields: Readonly<Record<string, ChangeField>> = {
  'a field changed': ({owner, key}, random) => {
    owner[key] = otherValue(owner[key], random);
  },
  'a field removed': ({owner, key}) => {
    if (Array.isArray(owner)) owner.splice(Number(key), 1);
    else delete owner[key];
  },
  'a field added': ({owner}, random) => addTo(owner, random),
};

/** The change of a field as one of a JSON text. */
const inJson =
  (change: ChangeField, indent: number | undefined): Mutate =>
  (content, random) => {
    const root: unknown = JSON.parse(content.toString());
    change(anyOf(random, fieldsOf(root)), random);
    return Buffer.from(JSON.stringify(root, null, indent));
  };

/** The change of a field as one of a line of JSON lines. */
const inLine =
  (change: ChangeField): Mutate =>
  (content, random) => {
    const lines = content.toString().trimEnd().split('\n');
    const index = random.integer(0, lines.length - 1);
    lines[index] = inJson(change, undefined)(Buffer.from(lines[index]!), random).toString();
    return Buffer.from(`${lines.join('\n')}\n`);
  };

const ofLines: Readonly<Record<string, Mutate>> = {
  'a line removed': (content, random) => {
    const lines = content.toString().split(/(?<=\n)/);
    lines.splice(random.integer(0, lines.length - 1), 1);
    return Buffer.from(lines.join(''));
  },
  'a line repeated': (content, random) => {
    const lines = content.toString().split(/(?<=\n)/);
    lines.splice(random.integer(0, lines.length), 0, anyOf(random, lines));
    return Buffer.from(lines.join(''));
  },
};

function mapValues<From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)] as const));
}

/** The changes that suit a file, by its name. */
function mutationsOf(name: string): Readonly<Record<string, Mutate>> {
  if (name.endsWith('.json')) {
    const indent = name === 'run.json' || name === 'card.json' ? 2 : undefined;
    return {...ofBytes, ...mapValues(ofFields, (change) => inJson(change, indent))};
  }
  if (name.endsWith('.jsonl')) return {...ofBytes, ...ofLines, ...mapValues(ofFields, inLine)};
  return ofBytes;
}

/** Changes a file's content at random; the result differs from it. */
export function mutate(name: string, content: Buffer, random: RandomStream): Mutation {
  const mutations = mutationsOf(name);
  for (;;) {
    const kind = anyOf(random, Object.keys(mutations));
    const changed = mutations[kind]!(content, random);
    if (!changed.equals(content)) return {kind, content: changed};
  }
}
