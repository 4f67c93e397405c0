import type {RNN} from '@tensorflow/tfjs-layers';
import {compile, runnerOf} from './compile.js';
import type {SequenceInputs, SequenceRunner} from './sequence.js';
import {type ClipRule, type UpdateRule, Updater} from './update.js';

/**
 * Writes the gradient of the loss with respect to one sequence's outputs.
 *
 * @param sequence which of the batch
 * @param outputs of the batch so far, `[batch, steps, units]`; those of the sequence are there
 * @param gradient `[batch, steps, units]`: the sequence's part is to be filled in
 */
export type LossGradient = (sequence: number, outputs: Float32Array, gradient: Float32Array) => void;

/**
 * Trains a recurrent layer alone, with nothing of tfjs between two steps: forward, loss, backward, clipping and update
 * run one sequence after the other on memory of their own. The layer's weights are those of `weights()` only after they
 * are copied back.
 */
export class LayerTrainer {
  private readonly runner: SequenceRunner;
  private readonly updater: Updater;

  /** @param layer built; it is compiled if it is not yet */
  constructor(layer: RNN, rule: UpdateRule, clip: ClipRule) {
    this.runner = runnerOf(compile(layer));
    const {program} = this.runner;
    this.updater = new Updater(program, rule, clip, (bytes) => program.reserve(bytes));
  }

  /** Takes over weights, and what an optimiser remembers: `slots` slot by slot, each for every weight. */
  load(weights: readonly ArrayLike<number>[], slots: readonly ArrayLike<number>[], iterations: number): void {
    this.runner.setWeights(weights);
    if (slots.length > 0) this.updater.setSlots(slots);
    this.updater.iterations = iterations;
  }

  /** One training step; returns the outputs before the update, `[batch, steps, units]`. */
  step(inputs: SequenceInputs, lossGradient: LossGradient, learningRate: number): Float32Array {
    const {batch, steps} = inputs;
    const outputs = new Float32Array(batch * steps * this.runner.program.sizes.output);
    const gradient = new Float32Array(outputs.length);
    const run = this.runner.batch(inputs, true);
    this.runner.clearGradients();
    for (let sequence = 0; sequence < batch; sequence++) {
      run.forwardOne(sequence, outputs, []);
      lossGradient(sequence, outputs, gradient);
      run.backwardOne(sequence, gradient, undefined, undefined);
    }
    this.updater.step(learningRate);
    return outputs;
  }

  /** The weights as they are now: copies. */
  weights(): Float32Array[] {
    return this.runner.weights();
  }

  /** What an optimiser would remember now: copies, slot by slot, each for every weight. */
  slots(): Float32Array[] {
    return this.updater.slots();
  }

  get iterations(): number {
    return this.updater.iterations;
  }
}
