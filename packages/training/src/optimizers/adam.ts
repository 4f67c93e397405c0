import * as tf from '@tensorflow/tfjs-core';

/** What tfjs' Adam hides: β1ᵗ and β2ᵗ of the step t that comes next, and the moments. */
interface Hidden {
  readonly accBeta1: tf.Variable;
  readonly accBeta2: tf.Variable;
  accumulatedFirstMoment: {readonly variable: tf.Variable}[];
  accumulatedSecondMoment: {readonly variable: tf.Variable}[];
}

/**
 * tfjs' Adam, but such that it goes on from its state to the last bit.
 *
 * tfjs multiplies β1ᵗ and β2ᵗ up step by step in single precision, yet computes them anew when it takes over a state, with
 * another rounding. Here they are computed anew at each step.
 */
export class Adam extends tf.AdamOptimizer {
  override applyGradients(gradients: Parameters<tf.AdamOptimizer['applyGradients']>[0]): void {
    const {accBeta1, accBeta2} = this as unknown as Hidden;
    const step = this.iterations + 1;
    tf.tidy(() => {
      accBeta1.assign(tf.scalar(this.beta1 ** step));
      accBeta2.assign(tf.scalar(this.beta2 ** step));
    });
    super.applyGradients(gradients);
  }

  /** Takes over what `getWeights` returned; the moments that were there before are disposed, as tfjs does not do. */
  override async setWeights(weightValues: Awaited<ReturnType<tf.Optimizer['getWeights']>>): Promise<void> {
    const {accumulatedFirstMoment, accumulatedSecondMoment} = this as unknown as Hidden;
    await super.setWeights(weightValues);
    tf.dispose([...accumulatedFirstMoment, ...accumulatedSecondMoment].map(({variable}) => variable));
  }
}
