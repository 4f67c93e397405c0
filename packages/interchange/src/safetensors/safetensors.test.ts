import {ArgumentError} from '@ntmjs/arguments';
import {describe, expect, test} from 'vitest';
import {fileOf} from '../fixtures/files.js';
import {readSafetensors} from './readSafetensors.js';
import {writeSafetensors} from './writeSafetensors.js';

const tensor = {dtype: 'F32', shape: [2], data_offsets: [0, 8]};

/** The message with which a file is refused. */
function refusal(bytes: Uint8Array): string {
  try {
    readSafetensors(bytes, {file: 'a.safetensors'});
  } catch (error) {
    expect(error).toBeInstanceOf(ArgumentError);
    return (error as Error).message;
  }
  throw new Error('the file is accepted');
}

test('what is written is read', () => {
  const tensors = {
    'b.weight': {shape: [2, 3], values: new Float32Array([1, -0, 0.1, 1e-45, 3e38, Number.NaN])},
    a: {shape: [], values: new Float32Array([5])},
  };
  const bytes = writeSafetensors(tensors, {format: 'pt', 'a key': 'naïve "text"'});
  const read = readSafetensors(bytes);
  expect(read.metadata).toEqual({format: 'pt', 'a key': 'naïve "text"'});
  expect(Object.keys(read.tensors)).toEqual(['b.weight', 'a']);
  for (const [name, {shape, values}] of Object.entries(tensors)) {
    expect(read.tensors[name]).toEqual({dtype: 'F32', shape, values});
  }
});

test('the bytes are those that the format says', () => {
  const bytes = writeSafetensors({a: {shape: [1], values: new Float32Array([1])}});
  const header = '{"__metadata__":{},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
  expect([...bytes]).toEqual([
    ...[header.length, 0, 0, 0, 0, 0, 0, 0],
    ...new TextEncoder().encode(header),
    ...[0, 0, 0x80, 0x3f],
  ]);
  expect(header.length % 8).toBe(0);
});

test.each([
  ['F32', [0x00, 0x00, 0xc0, 0x3f], 1.5],
  ['F64', [0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0x3f], Math.fround(0.1)],
  ['F64', [0, 0, 0, 0, 0, 0, 0xf0, 0x7f], Number.POSITIVE_INFINITY],
  ['F16', [0x00, 0x3e], 1.5],
  ['F16', [0x01, 0x80], -(2 ** -24)],
  ['F16', [0xff, 0x7b], 65504],
  ['F16', [0x00, 0xfc], Number.NEGATIVE_INFINITY],
  ['F16', [0x01, 0x7c], Number.NaN],
  ['BF16', [0xc0, 0xbf], -1.5],
  ['BF16', [0x80, 0x7f], Number.POSITIVE_INFINITY],
])('%s %j is %f', (dtype, data, value) => {
  const header = {a: {dtype, shape: [1], data_offsets: [0, data.length]}};
  const {tensors} = readSafetensors(fileOf(header, data));
  expect(tensors.a).toEqual({dtype, shape: [1], values: new Float32Array([value])});
});

test('a file may have no tensor, and one without an element', () => {
  expect(readSafetensors(fileOf({}))).toEqual({metadata: {}, tensors: {}});
  const empty = {dtype: 'F32', shape: [0, 3], data_offsets: [0, 0]};
  expect(readSafetensors(fileOf({empty})).tensors.empty!.values).toHaveLength(0);
});

test('the order in the header need not be that of the data', () => {
  const header = {b: {...tensor, data_offsets: [8, 16]}, a: tensor};
  const data = new Uint8Array(new Float32Array([1, 2, 3, 4]).buffer);
  const {tensors} = readSafetensors(fileOf(header, data));
  expect([...tensors.a!.values, ...tensors.b!.values]).toEqual([1, 2, 3, 4]);
});

describe('a hostile file is refused:', () => {
  const withHeader = (header: unknown, bytes = 8) => fileOf(header, new Uint8Array(bytes));
  const cases: [what: string, bytes: Uint8Array, says: string][] = [
    ['empty', new Uint8Array(), 'a.safetensors must be a safetensors file, of at least 8 bytes, got 0'],
    [
      'truncated in its header',
      withHeader({a: tensor}).subarray(0, 30),
      'a.safetensors: the length of the header must be at most 22',
    ],
    ['truncated in its data', withHeader({a: tensor}, 7), 'a.safetensors: a: data_offsets must be'],
    [
      'with bytes after its data',
      withHeader({a: tensor}, 9),
      'a.safetensors must be a file of 8 bytes of tensors',
    ],
    [
      'with a header of 2⁶⁴ − 1 bytes',
      new Uint8Array(100).fill(0xff),
      'a.safetensors: the length of the header must be at most 92',
    ],
    [
      'with 4 GB claimed in 100 bytes',
      withHeader({a: {dtype: 'F32', shape: [2 ** 30], data_offsets: [0, 2 ** 32]}}),
      'a.safetensors: a: data_offsets must be an integer at least 0 and at most 8, got 4294967296',
    ],
    [
      'with a shape of more than its bytes',
      withHeader({a: {...tensor, shape: [2 ** 30]}}),
      'a.safetensors: a: data_offsets must be 4294967296 bytes apart',
    ],
    [
      'with a shape whose size overflows',
      withHeader({a: {...tensor, shape: Array(40).fill(2 ** 52)}}),
      'a.safetensors: a: data_offsets must be Infinity bytes apart',
    ],
    [
      'with a negative size',
      withHeader({a: {...tensor, shape: [-2, -1]}}),
      'a.safetensors: a: shape must be',
    ],
    ['with half a size', withHeader({a: {...tensor, shape: [0.5, 4]}}), 'a.safetensors: a: shape must be'],
    ['with a size in words', withHeader({a: {...tensor, shape: ['2']}}), 'a.safetensors: a: shape must be'],
    [
      'of integers',
      withHeader({a: {...tensor, dtype: 'I64'}}),
      'a.safetensors: a: dtype must be one of "F32"',
    ],
    [
      'without a type',
      withHeader({a: {...tensor, dtype: undefined}}),
      'a.safetensors: a: dtype must be one of',
    ],
    [
      'with offsets that go back',
      withHeader({a: {...tensor, data_offsets: [8, 0]}}),
      'a.safetensors: a: data_offsets',
    ],
    [
      'with three offsets',
      withHeader({a: {...tensor, data_offsets: [0, 8, 8]}}),
      'a.safetensors: a: data_offsets',
    ],
    [
      'with tensors that overlap',
      withHeader({a: tensor, b: {...tensor, data_offsets: [4, 12]}}, 12),
      'a.safetensors: b: data_offsets must be from 8 on',
    ],
    [
      'with one tensor twice',
      withHeader({a: tensor, b: tensor}),
      'a.safetensors: b: data_offsets must be from 8 on',
    ],
    [
      'with a hole',
      withHeader({a: tensor, b: {...tensor, data_offsets: [12, 20]}}, 20),
      'a.safetensors: b: data_offsets must be from 8 on',
    ],
    [
      'with a hole first',
      withHeader({a: {...tensor, data_offsets: [8, 16]}}, 16),
      'a.safetensors: a: data_offsets',
    ],
    [
      'with a field more',
      withHeader({a: {...tensor, file: '/etc/passwd'}}),
      'a.safetensors: a.file must be omitted',
    ],
    ['with a tensor that is a list', withHeader({a: [1]}), 'a.safetensors: a must be an object'],
    ['with a path', withHeader({'../../etc/passwd': tensor}), 'a.safetensors: the name of a tensor must be'],
    [
      'with a name of a prototype',
      fileOf(`{"__proto__":${JSON.stringify(tensor)}}`),
      'the name of a tensor must be',
    ],
    ['with an empty name', withHeader({'': tensor}), 'a.safetensors: the name of a tensor must be'],
    ['with a control sequence', withHeader({'a\u001b[2J': tensor}), 'the name of a tensor must be'],
    [
      'with a name twice',
      fileOf(`{"a":${JSON.stringify(tensor)},"\\u0061":${JSON.stringify(tensor)}}`, new Uint8Array(8)),
      'a.safetensors: the header must be JSON without a key that is there twice, got "a"',
    ],
    ['with a field twice', fileOf('{"a":{"dtype":"F32","dtype":"F16"}}'), 'is there twice, got "dtype"'],
    [
      'with a header that is a list',
      fileOf('[]'),
      'a.safetensors: the header must be JSON that begins with "{"',
    ],
    [
      'with a byte order mark',
      fileOf('\ufeff{}'),
      'a.safetensors: the header must be JSON that begins with "{"',
    ],
    ['with broken JSON', fileOf('{"a":'), 'a.safetensors: the header must be valid JSON'],
    [
      'without UTF-8',
      fileOf(new Uint8Array([0x7b, 0xff, 0x7d])),
      'a.safetensors: the header must be JSON in UTF-8',
    ],
    [
      'of many levels',
      fileOf(`{"a":${'['.repeat(900_000)}`),
      'a.safetensors: the header must be JSON of at most 3 levels',
    ],
    [
      'with a header of 2 MiB',
      fileOf({__metadata__: {a: ' '.repeat(2 ** 21)}}),
      'a.safetensors: the length of the header must be at most 1048576',
    ],
    [
      'with numbers as metadata',
      withHeader({__metadata__: {a: 1}}, 0),
      'a.safetensors: __metadata__ must be',
    ],
    ['with a list as metadata', withHeader({__metadata__: []}, 0), 'a.safetensors: __metadata__ must be'],
  ];

  test.each(cases)('%s', (_, bytes, says) => {
    expect(refusal(bytes)).toContain(says);
  });
});

test('what cannot be read is not written', () => {
  const values = new Float32Array(2);
  expect(() => writeSafetensors({a: {shape: [3], values}})).toThrow(
    'tensors.a.values must be a Float32Array of 3 numbers',
  );
  expect(() => writeSafetensors({'a/b': {shape: [2], values}})).toThrow('the name of a tensor must be');
  expect(() => writeSafetensors({}, {a: 1 as never})).toThrow('metadata.a must be a string');
  expect(() => writeSafetensors({}, {a: ' '.repeat(2 ** 20)})).toThrow('tensors must be so few');
});
