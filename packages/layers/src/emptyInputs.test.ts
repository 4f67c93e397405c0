import {ArgumentError} from '@ntmjs/arguments';
import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {
  attention,
  delta,
  dnc,
  mann,
  neuralDeque,
  neuralQueue,
  neuralStack,
  ntm,
  sam,
  sdnc,
} from './architectures.js';
import {lstmBaseline} from './lstmBaseline.js';

const common = {units: 2, controller: {type: 'lstm', units: 3}, seed: 1} as const;
const memory = {rows: 4, width: 3};
const layers = {
  delta: () => delta({...common, memory}),
  attention: () => attention({...common, memory, blocks: 1}),
  dnc: () => dnc({...common, memory}),
  lstmBaseline: () => lstmBaseline({units: 2, hiddenUnits: 3, layers: 1, seed: 1}),
  mann: () => mann({...common, memory}),
  neuralDeque: () => neuralDeque({...common, memory}),
  neuralQueue: () => neuralQueue({...common, memory}),
  neuralStack: () => neuralStack({...common, memory}),
  ntm: () => ntm({...common, memory}),
  sam: () => sam({...common, memory}),
  sdnc: () => sdnc({...common, memory}),
};

describe.each(Object.entries(layers))('%s', (_, create) => {
  useBackend('cpu');

  test.each([
    ['no sequence', [0, 5, 3]],
    ['no step', [2, 0, 3]],
  ])('rejects inputs of %s by their name', (_, shape) => {
    const layer = create();
    layer.build([null, null, 3]);
    const inputs = tf.zeros(shape);
    const before = tf.memory().numTensors;
    expect(() => layer.apply(inputs)).toThrow(ArgumentError);
    expect(() => layer.apply(inputs)).toThrow(
      `inputs must be a tensor [batch, time, inputs] with at least one of each, got a tensor of shape [${shape.join(', ')}]`,
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});
