import {requireChoice, requireInteger, requirePositiveInteger} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import type {Shape} from '@tensorflow/tfjs-layers';
import {applyDense, type Dense} from './dense.js';
import {requireCellArgs, WeightedCell, type WeightedCellArgs} from './weightedCell.js';

const ACTIVATIONS = {
  tanh: tf.tanh,
  relu: tf.relu,
  sigmoid: tf.sigmoid,
  linear: <T extends tf.Tensor>(x: T) => x,
};

/** The activations a feedforward controller may have. */
export type FeedforwardActivation = keyof typeof ACTIVATIONS;

export interface FeedforwardCellArgs extends WeightedCellArgs {
  /** The number of hidden units. */
  readonly units: number;
  /** Defaults to `tanh`. */
  readonly activation?: FeedforwardActivation | undefined;
  /** Seed of the initial weights. Defaults to a random one. */
  readonly seed?: number | undefined;
}

/**
 * One dense layer as an RNN cell. It has no memory of its own, so a feedforward controller depends on the external one.
 *
 *     h_t = f(x_t W + b)
 *
 * Its state is its output, since tfjs requires a state, and is ignored.
 */
export class FeedforwardCell extends WeightedCell {
  static readonly className = 'FeedforwardCell';
  readonly stateSize: number;
  readonly units: number;
  readonly activation: FeedforwardActivation;
  readonly seed: number | undefined;
  private map!: Dense;

  /** @throws ArgumentError if `units` is not a positive integer or `activation` not one of the choices */
  constructor(args: FeedforwardCellArgs) {
    super(requireCellArgs('FeedforwardCell', args, ['units', 'activation', 'seed']));
    this.units = requirePositiveInteger('units', args.units);
    this.activation = requireChoice(
      'activation',
      args.activation ?? 'tanh',
      Object.keys(ACTIVATIONS) as FeedforwardActivation[],
    );
    this.seed = args.seed ?? undefined;
    if (this.seed !== undefined) requireInteger('seed', this.seed);
    this.stateSize = this.units;
  }

  /** @param inputShape `[batch, inputs]` */
  override build(inputShape: Shape | Shape[]): void {
    const inputs = (inputShape as Shape).at(-1) as number;
    this.map = this.addDense('', [inputs, this.units], this.seed);
    this.built = true;
  }

  /**
   * @param inputs the input `[batch, inputs]` and the last output, which is ignored
   * @returns the output twice: as output and as state, `[batch, units]`
   */
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    const [input] = inputs as [tf.Tensor2D];
    const output = tf.tidy(() => ACTIVATIONS[this.activation](applyDense(this.map, input)));
    return [output, output];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const {units, activation, seed = null} = this;
    return {...super.getConfig(), units, activation, seed};
  }
}
tf.serialization.registerClass(FeedforwardCell);
