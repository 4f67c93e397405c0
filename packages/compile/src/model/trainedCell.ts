import * as tf from '@tensorflow/tfjs-core';
import {type LayerVariable, layers} from '@tensorflow/tfjs-layers';
import type {RecurrentDropout} from './recurrentDropout.js';
import {stopGradient} from './stopGradient.js';

/** A cell as it runs in training: its input is followed by what dropout multiplies by. */
export class TrainedCell extends layers.RNNCell {
  static readonly className = 'TrainedCell';
  readonly stateSize: number | number[];

  /**
   * @param inputSize the width of the cell's own input
   * @param first whether nothing needs the gradient of the input, which then is not computed: the input of the whole model
   */
  constructor(
    private readonly inner: layers.RNNCell,
    private readonly dropout: RecurrentDropout,
    private readonly inputSize: number,
    private readonly first: boolean,
  ) {
    super({});
    this.stateSize = inner.stateSize;
    this.built = true;
  }

  override get trainableWeights(): LayerVariable[] {
    return this.inner.trainableWeights;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: object): tf.Tensor | tf.Tensor[] {
    const [all, ...states] = inputs as [tf.Tensor, ...tf.Tensor[]];
    const sizes = [this.inputSize, ...this.dropout.sizes];
    const [given, ...multipliers] = sizes.length === 1 ? [all] : tf.split(all, sizes, 1);
    const input = this.first ? stopGradient(given!) : given!;
    return this.dropout.during(multipliers.map(stopGradient), () =>
      this.inner.call([input, ...states], kwargs as never),
    );
  }
}
