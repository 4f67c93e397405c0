import {
  describeOnBackends,
  expectClose,
  type GoldenArray,
  goldenTensor,
  readGolden,
  rowsOf,
} from '@ntmjs/testing';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {address} from './address.js';
import {contentWeighting} from './content.js';
import {interpolate} from './interpolation.js';
import {sharpen} from './sharpening.js';
import {circularShift} from './shift.js';

type Arrays<Name extends string> = Readonly<Record<Name, GoldenArray>>;

interface Golden {
  readonly inputs: Arrays<(typeof inputNames)[number] | 'erase' | 'add'>;
  readonly expected: Arrays<'content' | 'interpolated' | 'shifted' | 'weighting' | 'read' | 'written'>;
  readonly cotangents: Arrays<'w' | 'read' | 'written'>;
  readonly gradients: Arrays<(typeof inputNames)[number] | 'erase' | 'add'>;
}

type Inputs = [tf.Tensor3D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];

const inputNames = ['memory', 'key', 'strength', 'gate', 'shift', 'sharpening', 'previous'] as const;

/**
 * The gradient that arrives at the weighting w: that of Σ c_w w + Σ c_r r + Σ c_M M' with r = Σ_i w(i) M(i) and
 * M'(i) = M(i) ∘ [1 − w(i) e] + w(i) a.
 */
function arriving({inputs, cotangents}: Golden): number[] {
  const [, rows, width] = inputs.memory.shape as [number, number, number];
  const memory = rowsOf(inputs.memory.data, width);
  const written = rowsOf(cotangents.written.data, width);
  const [read, erase, add] = [cotangents.read, inputs.erase, inputs.add].map(({data}) => rowsOf(data, width));
  return cotangents.w.data.map((direct, place) => {
    const sample = Math.floor(place / rows);
    return memory[place]!.reduce((sum, value, column) => {
      const change = add![sample]![column]! - value * erase![sample]![column]!;
      return sum + read![sample]![column]! * value + written[place]![column]! * change;
    }, direct);
  });
}

describe.each(['addressing-shift1', 'addressing-shift2'])('the golden file %s', (name) => {
  const golden = readGolden<Golden>(new URL(`./fixtures/${name}.json`, import.meta.url));
  const {inputs, expected, gradients} = golden;

  describeOnBackends('addressing', () => {
    test('each equation has the values of the file', () => {
      const matrix = (array: GoldenArray) => goldenTensor<tf.Tensor2D>(array);
      const memory = goldenTensor<tf.Tensor3D>(inputs.memory);
      const content = contentWeighting(memory, matrix(inputs.key), matrix(inputs.strength));
      expectClose(content, expected.content.data);
      const interpolated = interpolate(
        matrix(expected.content),
        matrix(inputs.previous),
        matrix(inputs.gate),
      );
      expectClose(interpolated, expected.interpolated.data);
      expectClose(circularShift(matrix(expected.interpolated), matrix(inputs.shift)), expected.shifted.data);
      expectClose(sharpen(matrix(expected.shifted), matrix(inputs.sharpening)), expected.weighting.data);
    });

    test('addressing has the values and the gradients of the file', () => {
      const op = (...tensors: tf.Tensor[]) => {
        const [memory, key, keyStrength, interpolationGate, shiftWeights, sharpening, previous] =
          tensors as Inputs;
        const addressing = {key, keyStrength, interpolationGate, shiftWeights, sharpening};
        return address(memory, addressing, previous);
      };
      const tensors = inputNames.map((input) => goldenTensor(inputs[input]));
      const weighting = op(...tensors);
      expectClose(weighting, expected.weighting.data);

      const flowing = tf.grads(op)(tensors, tf.tensor(arriving(golden), weighting.shape));
      // The memory has a part of its gradient from the read and the write, which are tested with the heads.
      inputNames.forEach((input, index) => {
        if (input === 'memory') return;
        expectClose(flowing[index]!, gradients[input].data, {relative: 1e-4});
      });
      expect(flowing[0]!.shape).toEqual(inputs.memory.shape);
    });
  });
});
