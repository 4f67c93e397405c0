import * as tf from '@tensorflow/tfjs-core';
import {expectClose} from './close.js';
import {uniformNumbers} from './random.js';

/** An operation, its oracle, and where to compare them. */
export interface GradientCheck<T extends tf.Tensor[]> {
  /** A pure function of its tensors. */
  readonly op: (...inputs: T) => tf.Tensor;
  /** The same function of the tensors' elements, in double precision. */
  readonly oracle: (...inputs: number[][]) => number[];
  /** Where to compare: rounded to single precision before either sees them. */
  readonly inputs: readonly {readonly shape: readonly number[]; readonly values: readonly number[]}[];
  /** Of the value, relative to its largest element; defaults to 1e-5. */
  readonly forwardTolerance?: number;
  /** Of the gradient, relative to its largest element; defaults to 1e-4. */
  readonly tolerance?: number;
}

const STEP = 1e-5;

function sum(values: readonly number[], term: (value: number, index: number) => number): number {
  return values.reduce((total, value, index) => total + term(value, index), 0);
}

/** The central difference of a function of all inputs with respect to each element of one input. */
function centralDifferences(loss: (inputs: number[][]) => number, at: number[][], which: number): number[] {
  const lossWith = (element: number, value: number) =>
    loss(at.map((values, index) => (index === which ? values.with(element, value) : values)));
  return at[which]!.map(
    (value, element) => (lossWith(element, value + STEP) - lossWith(element, value - STEP)) / (2 * STEP),
  );
}

/**
 * Expects an operation to have the values of its oracle, and the gradients that the oracle's central differences give.
 * With a random cotangent c the gradients are compared
 *
 *   - of Σ c op(inputs), with respect to all inputs at once;
 *   - the same with respect to each input alone, the others being constants;
 *   - inside a larger graph, that of Σ c op(inputs)² + ½ Σ inputs², in which the operation runs twice and its inputs
 *     are used elsewhere too.
 *
 * The differences are taken of the oracle in double precision, so that their error is far below the tolerance.
 */
export function expectGradients<T extends tf.Tensor[]>(check: GradientCheck<T>): void {
  const {op, oracle, forwardTolerance = 1e-5, tolerance = 1e-4} = check;
  const at = check.inputs.map(({values}) => values.map(Math.fround));
  const expected = oracle(...at);
  const cotangent = uniformNumbers(97, expected.length).map(Math.fround);
  const differences = (loss: (inputs: number[][]) => number) =>
    at.map((_, which) => centralDifferences(loss, at, which));
  const expectGradientsClose = (actual: tf.Tensor[], gradients: number[][]) => {
    gradients.forEach((gradient, which) => {
      expectClose(actual[which]!, gradient, {relative: tolerance});
    });
  };

  tf.tidy(() => {
    const tensors = check.inputs.map(({shape}, index) => tf.tensor(at[index]!, [...shape]));
    const apply = (...inputs: tf.Tensor[]) => op(...(inputs as T));
    const value = apply(...tensors);
    expectClose(value, expected, {relative: forwardTolerance});

    const c = tf.tensor(cotangent, value.shape);
    const gradients = differences((inputs) => sum(oracle(...inputs), (y, index) => cotangent[index]! * y));
    expectGradientsClose(tf.grads(apply)(tensors, c), gradients);
    const alone = tensors.map((tensor, which) =>
      tf.grad((input) => apply(...tensors.with(which, input)))(tensor, c),
    );
    expectGradientsClose(alone, gradients);

    const larger = (...inputs: tf.Tensor[]) => {
      const squares = inputs.map((input) => tf.mul(0.5, tf.sum(tf.square(input))));
      return tf.addN([tf.sum(tf.mul(c, tf.mul(apply(...inputs), apply(...inputs)))), ...squares]);
    };
    const largerOracle = (inputs: number[][]) =>
      sum(oracle(...inputs), (y, index) => cotangent[index]! * y * y) +
      0.5 * sum(inputs.flat(), (value) => value * value);
    expectGradientsClose(tf.grads(larger)(tensors), differences(largerOracle));
  });
}
