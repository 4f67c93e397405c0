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

/** A function of an oracle's elements and of those of its inputs. */
type Loss = (outputs: readonly number[], inputs: readonly number[][]) => number;

/**
 * The central differences of losses with respect to each element of each input, by loss and input. The oracle, which takes
 * most of the time, runs once on each side for all losses.
 */
function centralDifferences(
  oracle: (...inputs: number[][]) => number[],
  at: readonly number[][],
  losses: readonly Loss[],
): number[][][] {
  const differences: number[][][] = losses.map(() => at.map(() => []));
  for (const [which, values] of at.entries()) {
    for (const [element, value] of values.entries()) {
      const [above, below] = [value + STEP, value - STEP].map((moved) => {
        const inputs = at.with(which, values.with(element, moved));
        const outputs = oracle(...inputs);
        return losses.map((loss) => loss(outputs, inputs));
      });
      for (const index of losses.keys()) {
        differences[index]![which]!.push((above![index]! - below![index]!) / (2 * STEP));
      }
    }
  }
  return differences;
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
  const [gradients, largerGradients] = centralDifferences(oracle, at, [
    (outputs) => sum(outputs, (y, index) => cotangent[index]! * y),
    (outputs, inputs) =>
      sum(outputs, (y, index) => cotangent[index]! * y * y) +
      0.5 * sum(inputs.flat(), (value) => value * value),
  ]);
  const expectGradientsClose = (actual: tf.Tensor[], differences: number[][]) => {
    differences.forEach((difference, which) => {
      expectClose(actual[which]!, difference, {relative: tolerance});
    });
  };

  tf.tidy(() => {
    const tensors = check.inputs.map(({shape}, index) => tf.tensor(at[index]!, [...shape]));
    const apply = (...inputs: tf.Tensor[]) => op(...(inputs as T));
    const value = apply(...tensors);
    expectClose(value, expected, {relative: forwardTolerance});

    const c = tf.tensor(cotangent, value.shape);
    expectGradientsClose(tf.grads(apply)(tensors, c), gradients!);
    const alone = tensors.map((tensor, which) =>
      tf.grad((input) => apply(...tensors.with(which, input)))(tensor, c),
    );
    expectGradientsClose(alone, gradients!);

    const larger = (...inputs: tf.Tensor[]) => {
      const squares = inputs.map((input) => tf.mul(0.5, tf.sum(tf.square(input))));
      return tf.addN([tf.sum(tf.mul(c, tf.mul(apply(...inputs), apply(...inputs)))), ...squares]);
    };
    expectGradientsClose(tf.grads(larger)(tensors), largerGradients!);
  });
}
