import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, test} from 'vitest';
import {layerOf, type Step} from './fixtures/cells.js';
import {expectAgreement} from './fixtures/everything.js';

useBackend('cpu');

const INPUTS = 5;

/** Expects a cell with that step to agree with eager execution, for batches of one and of several sequences. */
function expectStep(stateSize: readonly number[], weights: readonly (readonly number[])[], step: Step): void {
  const call = (batch: number, steps: number) => ({
    input: tf.randomNormal<tf.Rank.R3>([batch, steps, INPUTS], 0, 1, 'float32', 3),
    initialState: stateSize.map((size, index) =>
      tf.randomNormal<tf.Rank.R2>([batch, size], 0, 1, 'float32', index),
    ),
  });
  expectAgreement(layerOf(stateSize, weights, step), [call(1, 4), call(3, 3)]);
}

const product = (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D);

describe('a step agrees with eager execution', () => {
  test('if it has no weights', () => {
    expectStep([5], [], (x, [h]) => [tf.tanh(tf.add(x, h!)), tf.mul(x, h!)]);
  });

  test('if it ignores its input', () => {
    expectStep([5], [[5]], (_, [h], [w]) => [tf.tanh(tf.mul(h!, w!)), tf.mul(h!, 0.5)]);
  });

  test('if it ignores its states', () => {
    expectStep([5, 3], [[5]], (x, _, [w]) => [tf.mul(x, w!), tf.tanh(x), tf.slice(x, [0, 1], [-1, 3])]);
  });

  test('if it ignores a weight', () => {
    expectStep([5], [[5], [2, 3], [5]], (x, [h], [v, , w]) => [tf.mul(x, w!), tf.mul(h!, v!)]);
  });

  test('if states are passed on or exchanged', () => {
    expectStep([5, 5, 5], [[5]], (x, [a, b, c], [w]) => [tf.mul(tf.add(x, a!), w!), b!, a!, c!]);
  });

  test('if a state becomes the input, or a constant, or a weight', () => {
    expectStep([5, 5, 5], [[5]], (x, [a, b, c], [w]) => [
      tf.mul(a!, tf.add(b!, c!)),
      x,
      tf.tile(tf.tensor2d([[1, 2, 3, 4, 5]]), [x.shape[0], 1]),
      tf.mul(tf.onesLike(x), w!),
    ]);
  });

  test('if all results are the same', () => {
    expectStep([5, 5], [[5]], (x, [a, b], [w]) => {
      const y = tf.mul(tf.add(x, a!), tf.add(w!, b!));
      return [y, y, y];
    });
  });

  test('if only its output depends on a matrix product', () => {
    expectStep([4, 5], [[5, 4]], (x, [, h], [w]) => {
      const y = product(tf.add(x, h!), w!);
      return [y, tf.zeros(y.shape), tf.tanh(tf.add(x, h!))];
    });
  });

  test('if a matrix is multiplied by constants, or by a weight', () => {
    expectStep(
      [4, 5],
      [
        [5, 4],
        [5, 4],
        [1, 5],
      ],
      (x, [a, h], [v, w, row]) => {
        const first = product(tf.tensor2d([[1, -2, 3, 0.5, 1]]), v!);
        const y = tf.add(tf.add(tf.mul(first, tf.tanh(a!)), product(row!, w!)), a!);
        return [y, tf.tanh(y), tf.tanh(tf.add(x, h!))];
      },
    );
  });

  test('if gradients of several weights are the same sum', () => {
    expectStep([5, 1], [[1, 1], [1, 1], [1], [5], [5]], (x, [h, k], [a, b, c, d, e]) => {
      const y = [a!, b!, c!, d!, e!].reduce((sum, term) => tf.add(sum, term), tf.mul(x, h!));
      return [y, tf.tanh(y), tf.mul(k!, 0.5)];
    });
  });

  test('if the same matrix is used several times', () => {
    expectStep([5], [[5, 5]], (x, [h], [w]) => {
      const y = tf.tanh(product(tf.tanh(product(tf.add(x, h!), w!)), w!));
      return [y, tf.add(y, product(y, tf.transpose(w!)))];
    });
  });

  test('if its gradient is custom, and uses results of the forward half', () => {
    const own = tf.customGrad((a, save) => {
      const y = tf.tanh(a as tf.Tensor);
      (save as tf.GradSaveFunc)([y]);
      return {
        value: y,
        gradFunc: (dy, saved) => {
          const [width] = [dy.shape[1]!];
          const both = tf.concat([saved[0]!, dy, tf.square(saved[0]!)], 1);
          return tf.add(
            tf.slice(both, [0, 0], [-1, width]),
            tf.mul(tf.slice(both, [0, width], [-1, width]), tf.slice(both, [0, 2 * width], [-1, width])),
          );
        },
      };
    });
    expectStep([5], [[5]], (x, [h], [w]) => {
      const y = own(tf.mul(tf.add(x, h!), w!));
      return [y, tf.add(y, h!)];
    });
  });

  test('if its gradient is custom, and does not depend on the cotangent', () => {
    const own = tf.customGrad((a, save) => {
      const y = tf.tanh(a as tf.Tensor);
      (save as tf.GradSaveFunc)([y]);
      return {value: y, gradFunc: (_, saved) => tf.clone(saved[0]!)};
    });
    expectStep([5], [[5]], (x, [h], [w]) => {
      const y = own(x);
      return [tf.add(y, w!), tf.add(y, own(h!))];
    });
  });

  test('if every value has one element', () => {
    expectStep([1, 1], [[1], [1, 1]], (x, [a, b], [v, w]) => {
      const one = tf.slice(x, [0, 2], [-1, 1]);
      const y = tf.add(tf.mul(tf.add(one, a!), v!), product(b!, w!));
      return [y, tf.tanh(y), tf.sigmoid(tf.mul(y, b!))];
    });
  });

  test('if no size is a multiple of four', () => {
    for (const width of [2, 3, 5, 6, 7, 9, 11, 13]) {
      expectStep([width, width], [[INPUTS, width], [width, width], [width]], (x, [a, b], [u, w, v]) => {
        const y = tf.tanh(tf.add(tf.add(product(x, u!), product(a!, w!)), v!));
        const outer = tf.mul(tf.reshape(y, [-1, width, 1]), tf.reshape(b!, [-1, 1, width]));
        return [y, y, tf.add(tf.sum(tf.softmax(outer), 1), tf.max(outer, 2)) as tf.Tensor];
      });
    }
  });
});
