import {TraceError} from '../trace/compilationError.js';
import type {StepProgram} from './program.js';
import {SequenceRunner} from './sequence.js';

/**
 * Runs a compiled step once, forward and backward, on ordinary inputs, states and weights.
 *
 * @param program one that did not run yet; its memory is as before afterwards
 * @param name of the layer, for errors
 * @throws TraceError if a result or a gradient is NaN; it names the layer and the result
 */
export function requireNumbers(program: StepProgram, name: string): void {
  const {sizes, layout} = program;
  const runner = new SequenceRunner(program, Number.POSITIVE_INFINITY);
  const vector = (size: number) => between(0.1, 0.9, size);
  // Of states whose rows are changed in place, which may have a million, all rows are alike, and nothing but the step reads them.
  const widthOf = (state: number) => layout.rows?.states.find((rows) => rows.state === state)?.width;
  const initialStates = sizes.states.map((size, state) => vector(widthOf(state) ?? size));
  const others = (of: (size: number) => Float32Array) =>
    sizes.states.map((size, state) => of(widthOf(state) === undefined ? size : 0));
  const empty = (size: number) => new Float32Array(size);
  runner.setWeights(sizes.weights.map((size) => between(-0.1, 0.1, size)));
  const run = runner.batch({batch: 1, steps: 1, inputs: vector(sizes.input), initialStates}, true);
  const [outputs, finalStates, startGradients] = [empty(sizes.output), others(empty), others(empty)];
  run.forwardGroup([0], [outputs], finalStates);
  run.backwardGroup([0], [vector(sizes.output)], others(vector), startGradients);
  const numbered = (what: string, list: readonly Float32Array[]) =>
    list.map((values, index) => [`${what} ${index}`, values] as const);
  const results = [
    ['the output', outputs] as const,
    ...numbered('the next state', finalStates),
    ['the gradient of the input', run.inputGradients()] as const,
    ...numbered('the gradient of state', startGradients),
    ...numbered('the gradient of weight', runner.weightGradients()),
  ];
  const bad = results.find(([, values]) => values.includes(Number.NaN));
  if (bad !== undefined) {
    throw new TraceError(
      `${name}: ${bad[0]} is NaN for ordinary inputs; run it eagerly after tf.enableDebugMode() to see which operation returns NaN`,
    );
  }
  program.lastBatch = undefined;
  program.rows?.forget();
  program.numbers().fill(0, (layout.weights[0] ?? layout.scratch) / 4);
}

/** Numbers that are spread evenly over an interval, and repeat after `PERIOD`. */
function between(low: number, high: number, size: number): Float32Array {
  const numbers = new Float32Array(size);
  const first = Math.min(size, PERIOD);
  for (let index = 0; index < first; index++) numbers[index] = low + (high - low) * ((index * GOLDEN) % 1);
  for (let filled = first; filled < size; filled *= 2) numbers.copyWithin(filled, 0, filled);
  return numbers;
}

/** A prime number, so that the rows of a matrix are not alike. */
const PERIOD = 4099;

/** The golden ratio, of whose multiples no two are alike after the point, nor far from spread evenly. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;
