import {afterEach, describe, expect, test, vi} from 'vitest';
import {ArgumentError} from '../argumentError.js';
import {firstDifference, parseJson} from './json.js';
import {readSavedModel} from './readSavedModel.js';
import {firstNonFinite, requireSavedModel, requireWeightBytes, type SavedTensor} from './savedModel.js';
import {digestsOf, requireDigest, requireSeal, sealed, sha256} from './seal.js';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

describe('SHA-256', () => {
  test('of bytes and of texts, as in FIPS 180-2', async () => {
    expect(await sha256('')).toBe(EMPTY);
    expect(await sha256('abc')).toBe(ABC);
    expect(await sha256(new Uint8Array([97, 98, 99]))).toBe(ABC);
    expect(await digestsOf({a: 'abc', b: new ArrayBuffer(0)})).toEqual({a: ABC, b: EMPTY});
  });

  test('of a file is checked where it is known', async () => {
    const bytes = new TextEncoder().encode('abc');
    await requireDigest('a.bin', bytes, ABC);
    await requireDigest('a.bin', bytes, undefined);
    await expect(requireDigest('a.bin', bytes, EMPTY)).rejects.toThrow(
      'a.bin must be what was saved, with the SHA-256 e3b0c44298fc…, got "ba7816bf8f01…"',
    );
  });
});

describe('a seal', () => {
  const json = {files: {'a.bin': ABC}, list: [1, 2.5, 'x'], deep: {more: null}};

  test('holds whatever the spaces and line breaks', async () => {
    const text = JSON.stringify(await sealed(json), null, 3);
    expect(await requireSeal('a.json', JSON.parse(text))).toEqual(json);
  });

  test.each([
    ['a value', (text: string) => text.replace('2.5', '2.4')],
    ['a key', (text: string) => text.replace('more', 'mode')],
    ['a digest', (text: string) => text.replace('ba7', 'bb7')],
    ['the order of a list', (text: string) => text.replace('1,2.5', '2.5,1')],
    ['its own name', (text: string) => text.replace('sha256', 'sha255')],
    ['the seal', (text: string) => text.replace(/.(?="}$)/, '!')],
  ])('shows a change of %s', async (_, change) => {
    const text = JSON.stringify(await sealed(json));
    const changed = requireSeal('a.json', JSON.parse(change(text)));
    await expect(changed).rejects.toThrow(ArgumentError);
    await expect(changed).rejects.toThrow(
      /^a\.json: sha256 must be [\da-f]{12}… by the rest of the file, which was changed after it was saved, got /,
    );
  });

  test('is not asked of what has no digests', async () => {
    expect(await requireSeal('a.json', {list: [1]})).toEqual({list: [1]});
  });
});

test('a page that is not secure warns that it does not check', async () => {
  const json = JSON.parse(JSON.stringify(await sealed({a: 1})));
  vi.stubGlobal('crypto', {});
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  expect(await sha256('abc')).toBe(undefined);
  expect(await digestsOf({a: 'abc'})).toBe(undefined);
  expect(JSON.stringify(await sealed({a: 1}))).toBe('{"a":1}');
  expect(await requireSeal('a.json', {...json, a: 2})).toEqual({a: 2});
  await requireDigest('a.bin', new Uint8Array(), ABC);
  expect(warn.mock.calls.map(([text]) => text)).toEqual(
    ['a.json', 'a.bin'].map(
      (file) => `${file} is not checked against its SHA-256: this page is not a secure context (https)`,
    ),
  );
});

test('a text that is not JSON is named in one line', () => {
  expect(() => parseJson('a.json', '{\n "a": ;\n "b": 1\n}')).toThrow(
    /^a\.json must be valid JSON \(.*\), got .*$/,
  );
});

test('the key __proto__ is rejected', () => {
  expect(() => parseJson('a.json', '{"a": {"__proto__": null}}')).toThrow(
    'a.json: __proto__ must be omitted',
  );
});

test('the first difference of two JSON values', () => {
  expect(firstDifference({a: [1, {b: 2}]}, {a: [1, {b: 2}]})).toBe(undefined);
  expect(firstDifference({a: 1, b: 2}, {b: 2, a: 1})).toBe(undefined);
  expect(firstDifference({a: [1, {b: 2}]}, {a: [1, {b: 3}]})).toEqual({
    path: ['a', '1', 'b'],
    one: 2,
    other: 3,
  });
  expect(firstDifference({a: 1}, {a: 1, b: 2})).toEqual({path: ['b'], one: undefined, other: 2});
  expect(firstDifference([1], {0: 1})).toEqual({path: [], one: [1], other: {0: 1}});
  expect(firstDifference(null, {})).toEqual({path: [], one: null, other: {}});
});

/** A tensor of a type, with its bytes. */
const tensor = (
  dtype: SavedTensor['dtype'],
  shape: number[],
  quantization?: SavedTensor['quantization'],
) => ({
  ...{name: 'w', shape, dtype},
  ...(quantization && {quantization}),
});

describe('weights', () => {
  test.each([
    [tensor('float32', [2, 3]), 24],
    [tensor('float32', []), 4],
    [tensor('complex64', [2]), 16],
    [tensor('bool', [3]), 3],
    [tensor('float32', [3], {dtype: 'float16'}), 6],
    [tensor('float32', [0, 3]), 0],
  ])('%j have %d bytes', (one, bytes) => {
    requireWeightBytes('w.bin', bytes, [one]);
    expect(() => requireWeightBytes('w.bin', bytes + 1, [one])).toThrow(
      `w.bin must be a file of ${bytes} bytes of weights, got ${bytes + 1}`,
    );
  });

  test('the first that is not finite, at any offset', () => {
    const data = new Uint8Array(1 + 4 * 3);
    const view = new DataView(data.buffer);
    const specs = [tensor('bool', [1]), {...tensor('float32', [3]), name: 'kernel'}];
    expect(firstNonFinite(data.buffer, specs)).toBe(undefined);
    view.setFloat32(9, Number.NEGATIVE_INFINITY, true);
    expect(firstNonFinite(data.buffer, specs)).toEqual({
      element: 'kernel[2]',
      value: Number.NEGATIVE_INFINITY,
    });
  });

  test.each([0x7c00, 0xfc00, 0x7e00])('the half %i is not finite', (half) => {
    const specs = [tensor('float32', [2], {dtype: 'float16'})];
    expect(firstNonFinite(new Uint16Array([0x7bff, 0]).buffer, specs)).toBe(undefined);
    expect(firstNonFinite(new Uint16Array([0, half]).buffer, specs)?.element).toBe('w[1]');
  });

  test('integers are always finite', () => {
    expect(firstNonFinite(new Int32Array([-1]).buffer, [tensor('int32', [1])])).toBe(undefined);
    const bytes = tensor('float32', [1], {dtype: 'uint8', scale: 1, min: 0} as never);
    expect(firstNonFinite(new Uint8Array([255]).buffer, [bytes])).toBe(undefined);
  });
});

describe('model.json must have', () => {
  const model = (group: object) => ({
    modelTopology: {},
    weightsManifest: [{paths: [], weights: [], ...group}],
  });

  test.each<[unknown, string]>([
    [[], 'model.json must be an object, got []'],
    [{modelTopology: '{}'}, 'model.json: modelTopology must be an object, got "{}"'],
    [{modelTopology: {}, weightsManifest: {}}, 'model.json: weightsManifest must be a list, got {}'],
    [
      model({paths: [3]}),
      'model.json: weightsManifest.0.paths.0 must be the name of a file in the same folder, got 3',
    ],
    [model({paths: ['../w']}), 'paths.0 must be the name of a file in the same folder, got "../w"'],
    [model({weights: [{}]}), 'model.json: weightsManifest.0.weights.0.name must be a string, got undefined'],
    [
      model({weights: [{name: 'w', shape: [0.5]}]}),
      'weights.0.shape.0 must be an integer at least 0, got 0.5',
    ],
    [model({weights: [{name: 'w', shape: [], dtype: 'string'}]}), 'weights.0.dtype must be one of "float32"'],
    [
      model({weights: [{name: 'w', shape: [], dtype: 'float32', quantization: {dtype: 'uint8', min: 0}}]}),
      'weights.0.quantization.scale must be a finite number, got undefined',
    ],
    [{...model({}), files: {'w.bin': 3}}, 'model.json: files.w.bin must be a SHA-256, got 3'],
  ])('%j', (json, message) => {
    expect(() => requireSavedModel('model.json', json)).toThrow(ArgumentError);
    expect(() => requireSavedModel('model.json', json)).toThrow(message);
  });
});

describe('a saved model', () => {
  const weights = [{...tensor('float32', [2]), name: 'kernel'}];
  const data = new Uint8Array(new Float32Array([1, 2]).buffer);
  const topology = {modelTopology: {class_name: 'X'}, weightsManifest: [{paths: ['a', 'b'], weights}]};
  const parts = {a: data.subarray(0, 3), b: data.subarray(3)};

  async function read(files: Readonly<Record<string, Uint8Array | string>>, digest?: string) {
    const encoder = new TextEncoder();
    const all: Readonly<Record<string, Uint8Array | string>> = {
      'model.json': JSON.stringify(await sealed({files: await digestsOf(parts), ...topology})),
      ...parts,
      ...files,
    };
    const content = (name: string) =>
      typeof all[name] === 'string' ? encoder.encode(all[name]) : all[name]!;
    return readSavedModel({read: async (name) => content(name), nameOf: (name) => `m/${name}`, digest});
  }

  test('is read from its files', async () => {
    const {model, data: read1} = await read({});
    expect(model).toMatchObject(topology);
    expect([...new Float32Array(read1)]).toEqual([1, 2]);
    await expect(read({}, ABC)).rejects.toThrow('m/model.json must be what was saved, with the SHA-256 ba78');
  });

  test('names the file that was changed', async () => {
    await expect(read({b: new Uint8Array(5)})).rejects.toThrow(
      'm/b must be what was saved, with the SHA-256 ',
    );
    await expect(read({b: new Uint8Array(4)})).rejects.toThrow(
      'm/a, m/b must be a file of 8 bytes of weights, got 7',
    );
    await expect(read({'model.json': '{'})).rejects.toThrow('m/model.json must be valid JSON (');
    const older = {'model.json': JSON.stringify(topology)};
    await expect(read({...older, b: new Uint8Array([0, 0, 0, 192, 127])})).rejects.toThrow(
      'm/a, m/b: kernel[1] must be a finite number, got NaN',
    );
  });
});
