import {
  describeOnBackends,
  eachSample,
  expectClose,
  expectGradients,
  expectNoLeak,
  softmax,
  uniformNumbers,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {expect, test} from 'vitest';
import {activateAddressing, addressingLayout} from './addressing.js';
import {layoutSize} from './layout.js';

test('the interface is key M, strength 1, gate 1, shift 2R + 1, sharpening 1', () => {
  expect(Object.entries(addressingLayout(20, 1))).toEqual([
    ['key', 20],
    ['keyStrength', 1],
    ['interpolationGate', 1],
    ['shiftWeights', 3],
    ['sharpening', 1],
  ]);
  expect(addressingLayout(8, 0).shiftWeights).toBe(1);
  expect(layoutSize(addressingLayout(8, 2))).toBe(8 + 1 + 1 + 5 + 1);
});

type Five = [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];

/** The parts by name. */
function partsOf([key, keyStrength, interpolationGate, shiftWeights, sharpening]: Five) {
  return {key, keyStrength, interpolationGate, shiftWeights, sharpening};
}

describeOnBackends('activateAddressing', () => {
  const softplus = (x: number) => Math.log1p(Math.exp(x));
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

  test.each(['linear', 'tanh'] as const)('values and gradients are those of the oracle, %s', (activation) => {
    const batch = 2;
    const sizes = [4, 1, 1, 3, 1];
    expectGradients({
      op: (...inputs: Five) => tf.concat(Object.values(activateAddressing(partsOf(inputs), activation)), 1),
      oracle: eachSample(batch, (key, strength, gate, shift, sharpening) => [
        ...key.map(activation === 'tanh' ? Math.tanh : (value) => value),
        softplus(strength[0]!),
        sigmoid(gate[0]!),
        ...softmax(shift),
        1 + softplus(sharpening[0]!),
      ]),
      inputs: sizes.map((size, index) => ({
        shape: [batch, size],
        values: uniformNumbers(index, batch * size, -3, 3),
      })),
    });
  });

  test('each is within its range, however large what was emitted', () => {
    for (const emitted of [-80, 0, 80]) {
      const parts = [3, 1, 1, 3, 1].map((size) => tf.fill([1, size], emitted)) as Five;
      const {key, keyStrength, interpolationGate, shiftWeights, sharpening} = activateAddressing(
        partsOf(parts),
        'tanh',
      );
      expectClose(key, [Math.tanh(emitted), Math.tanh(emitted), Math.tanh(emitted)]);
      expectClose(keyStrength, [Math.max(softplus(emitted), 0)]);
      expectClose(interpolationGate, [sigmoid(emitted)]);
      expectClose(shiftWeights, [1 / 3, 1 / 3, 1 / 3]);
      expectClose(sharpening, [1 + softplus(emitted)]);
    }
  });

  test('leaves no tensor behind', () => {
    const parts = [3, 1, 1, 3, 1].map((size) => tf.ones([2, size])) as Five;
    expectNoLeak(() => Object.values(activateAddressing(partsOf(parts), 'tanh')));
    expectNoLeak(() => Object.values(activateAddressing(partsOf(parts), 'linear')).slice(1));
  });
});
