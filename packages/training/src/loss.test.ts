import {bitsPerSequence, type Episodes} from '@ntmjs/tasks';
import {
  describeOnBackends,
  expectClose,
  expectGradients,
  expectNoLeak,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {sequenceCrossEntropy} from './loss.js';

const [batch, steps, outputs] = [3, 4, 2];
const shape: [number, number, number] = [batch, steps, outputs];
const logits = uniformNumbers(1, batch * steps * outputs, -4, 4);
const targets = uniformNumbers(2, batch * steps * outputs).map((value) => (value > 0 ? 1 : 0));
const mask = [0, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0];

/** −ln of the probability that the logistic of z gives to y, by the definition. */
function cost(z: number, y: number): number {
  const probability = 1 / (1 + Math.exp(-z));
  return -(y === 1 ? Math.log(probability) : Math.log(1 - probability));
}

function oracle(z: readonly number[]): number {
  let sum = 0;
  for (let step = 0; step < batch * steps; step++) {
    for (let output = 0; output < outputs; output++) {
      const index = step * outputs + output;
      if (mask[step] === 1) sum += cost(z[index]!, targets[index]!);
    }
  }
  return sum / batch;
}

const targetTensor = () => tf.tensor3d(targets, shape);
const maskTensor = () => tf.tensor2d(mask, [batch, steps]);

describeOnBackends('sequenceCrossEntropy', () => {
  test('sums over answering steps and averages over the batch; its gradient fits', () => {
    expectGradients<[tf.Tensor3D]>({
      op: (z) => sequenceCrossEntropy(z, targetTensor(), maskTensor()),
      oracle: (z) => [oracle(z)],
      inputs: [{shape, values: logits}],
    });
  });

  test('steps that do not answer have no influence', () => {
    const others = logits.map((value, index) =>
      mask[Math.floor(index / outputs)] === 1 ? value : 1000 * (index % 2 === 0 ? 1 : -1),
    );
    const z = tf.tensor3d(others, shape);
    expectClose(sequenceCrossEntropy(z, targetTensor(), maskTensor()), [oracle(logits)]);
    const gradient = tf.grad((x) => sequenceCrossEntropy(x as tf.Tensor3D, targetTensor(), maskTensor()))(z);
    gradient.dataSync().forEach((value, index) => {
      if (mask[Math.floor(index / outputs)] === 0) expect(value).toBe(0);
    });
  });

  test('is exact and has a finite gradient at logits of ±1000', () => {
    const z = tf.tensor3d([1000, 1000, -1000, -1000], [1, 4, 1]);
    const y = tf.tensor3d([1, 0, 1, 0], [1, 4, 1]);
    const all = tf.ones([1, 4]) as tf.Tensor2D;
    expectClose(sequenceCrossEntropy(z, y, all), [2000]);
    const gradient = tf.grad((x) => sequenceCrossEntropy(x as tf.Tensor3D, y, all))(z);
    expectClose(gradient, [0, 1, -1, 0]);
  });

  test('a logit of 0 costs ln 2 a target bit', () => {
    const z = tf.zeros([2, 3, 5]) as tf.Tensor3D;
    expectClose(sequenceCrossEntropy(z, z, tf.ones([2, 3])), [15 * Math.LN2]);
  });
});

const episodes: Episodes = {
  ...{batch, steps, inputSize: 1, outputSize: outputs},
  inputs: new Float32Array(batch * steps),
  targets: Float32Array.from(targets),
  mask: Float32Array.from(mask),
};

describe('loss and metric agree', () => {
  useBackend('cpu');

  test('the metric in bits is the loss over ln 2', () => {
    const nats = sequenceCrossEntropy(tf.tensor3d(logits, shape), targetTensor(), maskTensor());
    expectClose(nats, [bitsPerSequence(logits, episodes) * Math.LN2]);
  });
});

describe('sequenceCrossEntropy', () => {
  useBackend('cpu');

  test('leaves no tensor behind', () => {
    const inputs = [tf.tensor3d(logits, shape), targetTensor(), maskTensor()] as const;
    expectNoLeak(() => sequenceCrossEntropy(...inputs), 200);
  });

  test('rejects shapes that do not match', () => {
    const z = tf.tensor3d(logits, shape);
    expect(() => sequenceCrossEntropy(tf.zeros([3, 4]) as never, targetTensor(), maskTensor())).toThrow(
      'logits must be a tensor of shape [batch, steps, outputs] = [?, ?, ?], got a tensor of shape [3, 4]',
    );
    expect(() => sequenceCrossEntropy(z, tf.zeros([3, 4, 1]), maskTensor())).toThrow(
      'targets must be a tensor of shape [batch, steps, outputs] = [3, 4, 2], got a tensor of shape [3, 4, 1]',
    );
    expect(() => sequenceCrossEntropy(z, targetTensor(), tf.zeros([4, 3]))).toThrow(
      'mask must be a tensor of shape [batch, steps] = [3, 4], got a tensor of shape [4, 3]',
    );
  });
});
