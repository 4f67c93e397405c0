import {expectClose, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import type {RNN} from '@tensorflow/tfjs-layers';
import {expect, test} from 'vitest';
import {layerOf, type Step} from '../fixtures/cells.js';
import {compile} from './compile.js';
import {compileStep} from './pipeline.js';

useBackend('cpu');

const INPUTS = 3;

const scaled =
  (factor: number): Step =>
  (x, [h], [w]) => {
    const next = tf.mul(tf.tanh(tf.add(x, tf.mul(h!, w!))), factor);
    return [next, next];
  };

function codeOf(step: Step) {
  const layer = layerOf([INPUTS], [[INPUTS]], step);
  layer.apply(tf.zeros([1, 1, INPUTS]));
  const {code} = compileStep({
    cell: layer.cell as never,
    inputSize: INPUTS,
    name: layer.name,
    relaxedSimd: false,
  });
  layer.dispose();
  return code;
}

test('steps that compute the same share their code', () => {
  expect(codeOf(scaled(2))).toBe(codeOf(scaled(2)));
});

test('steps that differ do not: in a constant, a kernel, or which result is which', () => {
  const codes = [
    codeOf(scaled(2)),
    codeOf(scaled(3)),
    codeOf((x, [h], [w]) => {
      const next = tf.mul(tf.sigmoid(tf.add(x, tf.mul(h!, w!))), 2);
      return [next, next];
    }),
    codeOf((x, [h], [w]) => {
      const next = tf.mul(tf.tanh(tf.add(h!, tf.mul(x, w!))), 2);
      return [next, next];
    }),
    codeOf((x, [h], [w]) => [tf.mul(tf.add(x, h!), w!), h!]),
    codeOf((x, [h], [w]) => [tf.mul(tf.add(x, h!), w!), x]),
  ];
  expect(new Set(codes).size).toBe(codes.length);
});

test('only the code of the last few steps is held', () => {
  const first = codeOf(scaled(2));
  for (let factor = 10; factor < 17; factor++) codeOf(scaled(factor));
  expect(codeOf(scaled(2))).toBe(first);
  for (let factor = 20; factor < 28; factor++) codeOf(scaled(factor));
  expect(codeOf(scaled(2))).not.toBe(first);
});

test('layers that share their code have their own weights', () => {
  const [first, second] = [1, 2].map((seed) => {
    const layer = layerOf([INPUTS], [[INPUTS]], scaled(2));
    layer.apply(tf.zeros([1, 1, INPUTS]));
    layer.setWeights([tf.randomNormal([INPUTS], 0, 1, 'float32', seed)]);
    return layer;
  }) as [RNN, RNN];
  const x = tf.randomNormal<tf.Rank.R3>([2, 4, INPUTS], 0, 1, 'float32', 3);
  const outputOf = (layer: RNN) => (layer.apply(x) as tf.Tensor[])[0]!;
  const expected = [first, second].map((layer) => outputOf(layer).dataSync());
  for (const layer of [first, second]) compile(layer);
  for (let turn = 0; turn < 2; turn++) {
    expectClose(outputOf(first).dataSync(), expected[0]!);
    expectClose(outputOf(second).dataSync(), expected[1]!);
  }
});
