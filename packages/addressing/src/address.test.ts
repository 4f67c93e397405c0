import {ArgumentError} from '@ntmjs/arguments';
import {
  addressed,
  anyDistributions,
  anyNumbers,
  content,
  describeOnBackends,
  distributions,
  eachSample,
  expectClose,
  expectGradients,
  expectNoLeak,
  interpolated,
  rowsOf,
  sharpened,
  shifted,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type Addressing, address, addressingStages} from './address.js';

const [rows, width] = [6, 3];

type Inputs = [tf.Tensor3D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];

/** `address` with its inputs in a row: memory, key, key strength, gate, shift weights, sharpening, weighting before. */
function addressFlat(...inputs: Inputs): tf.Tensor2D {
  const [memory, key, keyStrength, interpolationGate, shiftWeights, sharpening, previous] = inputs;
  const addressing = {key, keyStrength, interpolationGate, shiftWeights, sharpening};
  return address(memory, addressing, previous);
}

/** Inputs of `addressFlat`, so far apart that every part of it matters. */
function inputsOf(batch: number, range: number) {
  return [
    {shape: [batch, rows, width], values: uniformNumbers(1, batch * rows * width, -2, 2)},
    {shape: [batch, width], values: uniformNumbers(2, batch * width)},
    {shape: [batch, 1], values: uniformNumbers(3, batch, 1, 4)},
    {shape: [batch, 1], values: uniformNumbers(4, batch, 0.2, 0.8)},
    {shape: [batch, 2 * range + 1], values: distributions(5, batch, 2 * range + 1)},
    {shape: [batch, 1], values: uniformNumbers(6, batch, 1, 4)},
    {shape: [batch, rows], values: distributions(7, batch, rows)},
  ];
}

function tensorsOf(inputs: readonly {shape: number[]; values: number[]}[]): Inputs {
  return inputs.map(({shape, values}): tf.Tensor => tf.tensor(values, shape)) as Inputs;
}

const grads = tf.grads(addressFlat as (...inputs: tf.Tensor[]) => tf.Tensor);

describeOnBackends('addressingStages', () => {
  test.each([0, 1, 2])(
    'each weighting is what its equation makes of the one before, shifts up to %i',
    (range) => {
      const inputs = inputsOf(2, range);
      const [memory, key, keyStrength, interpolationGate, shiftWeights, sharpening, previous] =
        tensorsOf(inputs);
      const addressing = {key, keyStrength, interpolationGate, shiftWeights, sharpening};
      const stages = addressingStages(memory, addressing, previous);
      const sample = (
        flat: number[],
        wanted: number[],
        [strength]: number[],
        [gate]: number[],
        shifts: number[],
        [power]: number[],
        before: number[],
      ) => {
        const found = content(rowsOf(flat, width), wanted, strength!);
        const mixed = interpolated(found, before, gate!);
        const moved = shifted(mixed, shifts);
        return [...found, ...mixed, ...moved, ...sharpened(moved, power!)];
      };
      const {contentWeighting, interpolatedWeighting, shiftedWeighting, weighting} = stages;
      const all = [contentWeighting, interpolatedWeighting, shiftedWeighting, weighting];
      expect(Object.values(stages)).toEqual(all);
      const oracle = eachSample(2, sample as (...parts: number[][]) => number[]);
      expectClose(tf.concat(all, 1), oracle(...inputs.map(({values}) => values)));
      expect(weighting.dataSync()).toEqual(address(memory, addressing, previous).dataSync());
      expectNoLeak(() => ({...addressingStages(memory, addressing, previous)}), 20);
    },
  );
});

describeOnBackends('address', () => {
  test('finds a row by content, then moves on by one', () => {
    const memory = tf.tensor3d([
      [
        [1, 0],
        [0, 1],
        [-1, 0],
        [0, -1],
      ],
    ]);
    const step = (gate: number, shiftWeights: number[]) =>
      address(
        memory,
        {
          key: tf.tensor2d([[0, 3]]),
          keyStrength: tf.tensor2d([[50]]),
          interpolationGate: tf.tensor2d([[gate]]),
          shiftWeights: tf.tensor2d([shiftWeights]),
          sharpening: tf.tensor2d([[2]]),
        },
        tf.tensor2d([[0, 0, 0, 1]]),
      );
    expectClose(step(1, [0, 1, 0]), [0, 1, 0, 0]);
    expectClose(step(1, [0, 0, 1]), [0, 0, 1, 0]);
    expectClose(step(0, [0, 1, 0]), [0, 0, 0, 1]);
    expectClose(step(0, [0, 0, 1]), [1, 0, 0, 0]);
    expectClose(step(0.5, [0, 1, 0]), [0, 0.5, 0, 0.5]);
  });

  test.each([
    [1, 0],
    [1, 1],
    [3, 0],
    [3, 2],
  ])('values and gradients are those of the oracle for %i samples and R = %i', (batch, range) => {
    const sample = (...parts: number[][]) => {
      const [memory, key, [keyStrength], [interpolationGate], shiftWeights, [sharpening], previous] =
        parts as [number[], number[], [number], [number], number[], [number], number[]];
      const addressing = {key, keyStrength, interpolationGate, shiftWeights, sharpening};
      return addressed(rowsOf(memory, width), addressing, previous);
    };
    expectGradients({op: addressFlat, oracle: eachSample(batch, sample), inputs: inputsOf(batch, range)});
  });

  test('is a distribution with finite gradients, for all memories and interface vectors', () => {
    const anyInputs = fc.tuple(
      anyNumbers(rows * width, -10, 10),
      anyNumbers(width, -10, 10),
      fc.oneof(fc.double({min: 0, max: 20, noNaN: true}), fc.constant(1000)),
      fc.oneof(fc.double({min: 0, max: 1, noNaN: true}), fc.constantFrom(0, 1)),
      anyDistributions(1, 3),
      fc.oneof(fc.double({min: 1, max: 20, noNaN: true}), fc.constant(100)),
      anyDistributions(1, rows),
    );
    fc.assert(
      fc.property(anyInputs, ([memory, key, strength, gate, shift, sharpening, previous]) => {
        tf.tidy(() => {
          const inputs = tensorsOf([
            {shape: [1, rows, width], values: memory},
            {shape: [1, width], values: key},
            {shape: [1, 1], values: [strength]},
            {shape: [1, 1], values: [gate]},
            {shape: [1, 3], values: shift},
            {shape: [1, 1], values: [sharpening]},
            {shape: [1, rows], values: previous},
          ]);
          const weighting = addressFlat(...inputs);
          expectClose(tf.sum(weighting), [1]);
          expect(tf.min(weighting).dataSync()[0]).toBeGreaterThanOrEqual(0);
          for (const gradient of grads(inputs, tf.tensor2d(uniformNumbers(8, rows), [1, rows]))) {
            expect(gradient.dataSync().every(Number.isFinite)).toBe(true);
          }
        });
      }),
    );
  });

  test('values and gradients are finite where memory and key are zero', () => {
    const [memory, key, ...others] = tensorsOf(inputsOf(2, 1));
    const inputs: Inputs = [tf.zerosLike(memory), tf.zerosLike(key), ...others];
    expectClose(tf.sum(addressFlat(...inputs), 1), [1, 1]);
    for (const gradient of grads(inputs)) {
      expect(gradient.dataSync().every(Number.isFinite)).toBe(true);
    }
  });

  test('leaves no tensor behind', () => {
    const inputs = tensorsOf(inputsOf(2, 1));
    expectNoLeak(() => addressFlat(...inputs));
    expectNoLeak(() => grads(inputs));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const right = {
    memory: [2, 5, 3],
    key: [2, 3],
    keyStrength: [2, 1],
    interpolationGate: [2, 1],
    shiftWeights: [2, 3],
    sharpening: [2, 1],
    previousWeighting: [2, 5],
  };

  test.each([
    [{memory: [5, 3]}, 'memory must be a tensor of shape [batch, rows, width] = [?, ?, ?], got'],
    [{key: [2, 4]}, 'key must be a tensor of shape [batch, width] = [2, 3], got'],
    [{keyStrength: [2, 2]}, 'keyStrength must be a tensor of shape [batch, 1] = [2, 1], got'],
    [{interpolationGate: [1, 1]}, 'interpolationGate must be a tensor of shape [batch, 1] = [2, 1], got'],
    [{shiftWeights: [2, 2]}, 'shiftWeights must be an odd number of shifts, at most the 5 rows, got'],
    [{shiftWeights: [3]}, 'shiftWeights must be a tensor of shape [batch, shifts] = [2, ?], got'],
    [{sharpening: [2, 5]}, 'sharpening must be a tensor of shape [batch, 1] = [2, 1], got'],
    [{previousWeighting: [2, 4]}, 'previousWeighting must be a tensor of shape [batch, rows] = [2, 5], got'],
  ])('%j', (wrong: Partial<typeof right>, message) => {
    const shapes = {...right, ...wrong};
    const zeros = (name: keyof typeof right) => tf.zeros(shapes[name]) as never;
    const call = () => {
      const addressing: Addressing = {
        key: zeros('key'),
        keyStrength: zeros('keyStrength'),
        interpolationGate: zeros('interpolationGate'),
        shiftWeights: zeros('shiftWeights'),
        sharpening: zeros('sharpening'),
      };
      address(zeros('memory'), addressing, zeros('previousWeighting'));
    };
    const [shape] = Object.values(wrong);
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(`${message} a tensor of shape [${shape!.join(', ')}]`);
  });

  test('a part that is missing', () => {
    const call = () => address(tf.zeros([2, 5, 3]), {} as Addressing, tf.zeros([2, 5]));
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow('keyStrength must be a tensor of shape [batch, 1] = [2, 1], got undefined');
  });
});
