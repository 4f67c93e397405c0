import {runInNewContext} from 'node:vm';
import {expect, test} from 'vitest';
import {ArgumentError, show} from './index.js';

class Layer {
  readonly name = 'dense_1';
  readonly outbound: object = {from: this};
  constructor(readonly layers?: readonly Layer[]) {}
  getClassName() {
    return this.layers === undefined ? 'Dense' : 'Sequential';
  }
}

const cyclic: Record<string, unknown> = {rows: 3};
cyclic.self = cyclic;
const shared = {rows: 3};
const thrower = {
  get rows() {
    throw new Error('no');
  },
};
const revoked = Proxy.revocable({}, {});
revoked.revoke();

test.each<[() => unknown, string]>([
  [() => null, 'null'],
  [() => undefined, 'undefined'],
  [() => Number.NaN, 'NaN'],
  [() => true, 'true'],
  [() => '3', '"3"'],
  [() => 3n, '3n'],
  [() => Symbol('rows'), 'Symbol(rows)'],
  [() => function ntm() {}, 'function ntm'],
  [() => () => {}, 'function (anonymous)'],
  [() => Layer, 'class Layer'],
  [() => [1, 'a', Number.NaN, undefined], '[1,"a",NaN,undefined]'],
  [() => ({rows: 3n, access: Layer}), '{"rows":3n,"access":class Layer}'],
  [() => Object.create(null), '{}'],
  [() => runInNewContext('({rows: [3]})'), '{"rows":[3]}'],
  [() => [shared, shared], '[{"rows":3},{"rows":3}]'],
  [() => cyclic, '{"rows":3,"self":(circular)}'],
  [() => new Layer(), 'the layer dense_1 (Dense)'],
  [() => new Layer([]), 'the model dense_1 (Sequential)'],
  [() => ({layer: new Layer()}), '{"layer":the layer dense_1 (Dense)}'],
  [() => ({shape: [2, null]}), 'a tensor of shape [2, null]'],
  [() => new Float32Array([0.5, 1]), 'Float32Array [0.5,1]'],
  [() => new DataView(new ArrayBuffer(2)), 'an object of DataView'],
  [() => new Map([[1, 2]]), 'an object of Map'],
  [() => new (class {})(), 'an object of a class'],
  [() => thrower, 'an object that cannot be read'],
  [() => revoked.proxy, 'an object that cannot be read'],
])('%# is shown as it is', (create, text) => {
  expect(show(create())).toBe(text);
  expect(new ArgumentError('layer', 'a layer', create()).message).toBe(`layer must be a layer, got ${text}`);
});

test('values are shown short, and large ones are not written to their end', () => {
  const deep = Array.from({length: 1e5}).reduce((inner) => [inner], 0);
  for (const value of [{text: 'x'.repeat(1000)}, new Float64Array(1e6), new Array(1e9), deep]) {
    const text = show(value);
    expect(text).toHaveLength(80);
    expect(text.endsWith('...')).toBe(true);
  }
  expect(show('x'.repeat(190))).toHaveLength(192);
  expect(show('x'.repeat(1000))).toHaveLength(200);
});
