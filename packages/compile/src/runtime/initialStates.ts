import * as tf from '@tensorflow/tfjs-core';
import {type LayerVariable, layers, type RNN} from '@tensorflow/tfjs-layers';
import {compileStep, inputSizeOf} from './pipeline.js';
import type {StepProgram} from './program.js';
import {SequenceRunner} from './sequence.js';
import type {SequenceBatch} from './sequenceBatch.js';

/** A cell whose next states are a layer's initial states, so that these can be compiled as a step is. */
class InitialStateCell extends layers.RNNCell {
  static readonly className = 'InitialStateCell';
  readonly stateSize: number[];

  constructor(
    private readonly layer: RNN,
    private readonly learned: readonly LayerVariable[],
  ) {
    super({});
    this.stateSize = [(layer.cell as layers.RNNCell).stateSize].flat();
    this.built = true;
  }

  override get trainableWeights(): LayerVariable[] {
    return [...this.learned];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    const [input] = inputs as [tf.Tensor2D];
    const states = initialStatesOf(this.layer, input.shape[0]);
    return [states[0]!, ...states];
  }
}

/** The states of a layer before the first step, `[batch, size]` each. */
function initialStatesOf(layer: RNN, batch: number): tf.Tensor[] {
  const inputs = inputSizeOf(layer);
  return layer.getInitialState(tf.zeros([batch, 1, inputs]));
}

/** The indices of the weights that a layer's initial states depend on. */
function weightsOfInitialStates(layer: RNN): number[] {
  return tf.tidy(() => {
    const weights = layer.trainableWeights.map((weight) => weight.read());
    if (weights.length === 0) return [];
    // Of a sum, whose gradient is one number: states may be large.
    const sum = () => tf.addN(initialStatesOf(layer, 1).map((state) => tf.sum(state))) as tf.Scalar;
    const {grads} = tf.engine().gradients(sum, weights, undefined, true);
    return [...weights.keys()].filter((index) => grads[index] != null);
  });
}

/** The initial states of a layer that is trained: constant or learned. */
export class InitialStates {
  /** The indices of the weights that they depend on. */
  private readonly learned: readonly number[];
  private readonly runner: SequenceRunner | undefined;
  private run: SequenceBatch | undefined;
  private sample: readonly Float32Array[] = [];

  /**
   * @param program of the layer's step, which holds its weights and their gradients
   * @throws TraceError if learned states cannot be compiled
   */
  constructor(
    layer: RNN,
    private readonly program: StepProgram,
  ) {
    this.learned = weightsOfInitialStates(layer);
    if (this.learned.length > 0) {
      const weights = this.learned.map((index) => layer.trainableWeights[index]!);
      const cell = new InitialStateCell(layer, weights);
      const name = `${layer.name}, initial states`;
      const step = compileStep({cell, inputSize: 1, name, relaxedSimd: false});
      this.runner = new SequenceRunner(step, Number.POSITIVE_INFINITY);
    } else {
      const states = tf.tidy(() => initialStatesOf(layer, 1));
      this.sample = states.map((state, index) => {
        const values = state.dataSync() as Float32Array;
        return program.rows?.shortened(index, values) ?? values;
      });
      tf.dispose(states);
    }
  }

  get areLearned(): boolean {
    return this.runner !== undefined;
  }

  /** The lengths of the arrays that `forward` returns. */
  get lengths(): readonly number[] {
    return this.areLearned ? this.program.sizes.states : this.sample.map(({length}) => length);
  }

  /**
   * The states that every sequence starts from, `[1, size]` each, for the program's current weights; one row of those whose rows are
   * changed in place and all alike.
   */
  forward(): readonly Float32Array[] {
    if (this.runner !== undefined) this.sample = this.forwardLearned(this.runner);
    return this.sample;
  }

  /**
   * Adds the gradient through learned states to the program's weight gradients; call it after `forward`.
   *
   * @param gradients of the loss with respect to the states, summed over the sequences, `[1, size]` each
   */
  backward(gradients: readonly Float32Array[]): void {
    const {runner, run, program} = this;
    if (runner === undefined || run === undefined) return;
    runner.clearGradients();
    run.backward(new Float32Array(runner.program.sizes.output), gradients);
    const numbers = program.numbers();
    for (const [index, gradient] of runner.weightGradients().entries()) {
      const start = program.layout.weightGradients[this.learned[index]!]! / 4;
      for (let index = 0; index < gradient.length; index++) numbers[start + index]! += gradient[index]!;
    }
  }

  private forwardLearned(runner: SequenceRunner): readonly Float32Array[] {
    const {layout, sizes} = this.program;
    const numbers = this.program.numbers();
    runner.setWeights(
      this.learned.map((index) => {
        const start = layout.weights[index]! / 4;
        return numbers.subarray(start, start + sizes.weights[index]!);
      }),
    );
    const initialStates = sizes.states.map((size) => new Float32Array(size));
    this.run = runner.batch({batch: 1, steps: 1, inputs: new Float32Array(1), initialStates}, true);
    return this.run.forward().finalStates;
  }
}
