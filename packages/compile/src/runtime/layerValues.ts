import * as tf from '@tensorflow/tfjs-core';
import type {LayerVariable, layers, RNN} from '@tensorflow/tfjs-layers';
import {CompilationError} from '../trace/compilationError.js';
import {inputSizeOf} from './pipeline.js';
import type {SequenceRunner} from './sequence.js';

/**
 * Copies weights into a program, except those that it holds already. A variable gets other data whenever a value is assigned to it, and
 * the data of a tensor do not change: the same data are the same values, on every backend.
 */
export function copyWeights({program}: SequenceRunner, weights: readonly tf.Tensor[]): void {
  const {weightData, layout} = program;
  for (const [index, weight] of weights.entries()) {
    if (weightData[index] === weight.dataId) continue;
    program.numbers().set(weight.dataSync(), layout.weights[index]! / 4);
    weightData[index] = weight.dataId;
  }
}

/** What a compiled layer reads besides its inputs: its weights and initial states. Both are read again when a weight has changed. */
export class LayerValues {
  private readonly weights: readonly LayerVariable[];
  private readonly all: readonly LayerVariable[];
  private states: readonly Float32Array[] = [];
  /** The data of all weights when the states were computed. */
  private data: readonly object[] | undefined;

  /** @throws CompilationError if not all sequences start from the same states */
  constructor(
    private readonly layer: RNN,
    private readonly runner: SequenceRunner,
  ) {
    this.weights = (layer.cell as layers.RNNCell).trainableWeights;
    this.all = layer.weights;
    this.read();
  }

  /**
   * Brings the weights of the runner's program up to date.
   *
   * @returns the states that every sequence starts from, `[1, size]` each; one row of those whose rows are changed in place and all alike
   */
  read(): readonly Float32Array[] {
    const {all, data} = this;
    copyWeights(
      this.runner,
      this.weights.map((weight) => weight.read()),
    );
    if (data === undefined || all.some((weight, index) => weight.read().dataId !== data[index])) {
      const {rows} = this.runner.program;
      this.states = initialStatesOf(this.layer, (values, index) => rows?.shortened(index, values) ?? values);
      this.data = all.map((weight) => weight.read().dataId);
    }
    return this.states;
  }
}

/**
 * The states that a layer starts every sequence from, `[1, size]` each, for its current weights.
 *
 * @param layer built
 * @param shortened what is kept of the values of a state; optional, defaults to all
 * @throws CompilationError if they are not the same for all sequences
 */
export function initialStatesOf(
  layer: RNN,
  shortened: (values: Float32Array, state: number) => Float32Array = (values) => values,
): readonly Float32Array[] {
  const width = inputSizeOf(layer);
  const statesFor = (inputs: tf.Tensor) =>
    layer.getInitialState(inputs).map((state) => state.dataSync() as Float32Array);
  return tf.engine().tidy(() => {
    const states = statesFor(tf.zeros([1, 1, width]));
    const others = statesFor(tf.ones([2, 3, width]));
    const areSame = others.every((other, index) =>
      other.every((value, element) => value === states[index]![element % states[index]!.length]),
    );
    if (areSame) return states.map((values, state) => shortened(values, state).slice()) as never;
    throw new CompilationError(`${layer.name}: its initial states depend on its inputs, or are random`);
  }) as never;
}
