import {requireInteger, requirePositiveInteger} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import type {Shape} from '@tensorflow/tfjs-layers';
import {applyDense, type Dense} from './dense.js';
import {requireCellArgs, WeightedCell, type WeightedCellArgs} from './weightedCell.js';

export interface ResetAfterGruCellArgs extends WeightedCellArgs {
  /** The number of hidden units. */
  readonly units: number;
  /** Seed of the initial weights. Defaults to a random one. */
  readonly seed?: number | undefined;
}

/**
 * A GRU whose reset gate acts after the product with the hidden state, as those of PyTorch and cuDNN do; tfjs' acts before.
 *
 *     [r ; z ; n] = x_t W + b          [r' ; z' ; n'] = h_{t−1} U + c
 *     h̃   = tanh(n + σ(r + r') ∘ n')
 *     h_t = (1 − σ(z + z')) ∘ h̃ + σ(z + z') ∘ h_{t−1}
 *
 * Its options of kernels and biases apply to W and U, and to b and c.
 *
 * @see Cho et al. 2014 (arXiv:1406.1078v1); version 3 has the gate before the product
 */
export class ResetAfterGruCell extends WeightedCell {
  static readonly className = 'ResetAfterGruCell';
  readonly stateSize: number;
  readonly units: number;
  readonly seed: number | undefined;
  private inputMap!: Dense;
  private hiddenMap!: Dense;

  /** @throws ArgumentError if `units` is not a positive integer */
  constructor(args: ResetAfterGruCellArgs) {
    super(requireCellArgs('ResetAfterGruCell', args, ['units', 'seed']));
    this.units = requirePositiveInteger('units', args.units);
    this.seed = args.seed ?? undefined;
    if (this.seed !== undefined) requireInteger('seed', this.seed);
    this.stateSize = this.units;
  }

  /** @param inputShape `[batch, inputs]` */
  override build(inputShape: Shape | Shape[]): void {
    const inputs = (inputShape as Shape).at(-1) as number;
    const {units, seed} = this;
    this.inputMap = this.addDense('', [inputs, 3 * units], seed);
    this.hiddenMap = this.addDense('hidden_', [units, 3 * units], seed === undefined ? seed : seed + 1);
    this.built = true;
  }

  /**
   * One step in time.
   *
   * @param inputs the input `[batch, inputs]` and h_{t−1}, `[batch, units]`
   * @returns h_t twice: as output and as state, `[batch, units]`
   */
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    const [input, hidden] = inputs as [tf.Tensor2D, tf.Tensor2D];
    const next = tf.tidy(() => {
      const [r, z, n] = tf.split(applyDense(this.inputMap, input), 3, 1);
      const [r_, z_, n_] = tf.split(applyDense(this.hiddenMap, hidden), 3, 1);
      const candidate = tf.tanh(tf.add(n!, tf.mul(tf.sigmoid(tf.add(r!, r_!)), n_!)));
      const kept = tf.sigmoid(tf.add(z!, z_!));
      return tf.add(tf.mul(tf.sub(1, kept), candidate), tf.mul(kept, hidden));
    });
    return [next, next];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const {units, seed = null} = this;
    return {...super.getConfig(), units, seed};
  }
}
tf.serialization.registerClass(ResetAfterGruCell);
