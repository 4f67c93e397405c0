import {requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';

/**
 * An affine map.
 *
 *     y = x W + b
 *
 * The gradient, dx = dy Wᵀ, dW = xᵀ dy and db = Σ dy, is explicit, since on the wasm backend multiplying by a transposed matrix is many
 * times slower than transposing it first.
 *
 * @param input x, `[batch, inputs]`
 * @param kernel W, `[inputs, outputs]`
 * @param bias b, `[outputs]`
 * @returns y, `[batch, outputs]`
 * @throws ArgumentError if a shape does not fit
 */
export function affine(input: tf.Tensor2D, kernel: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  requireShape('kernel', kernel, [null, null], '[inputs, outputs]');
  const [inputs, outputs] = kernel.shape;
  requireShape('input', input, [null, inputs], '[batch, inputs]');
  requireShape('bias', bias, [outputs], '[outputs]');
  const map = tf.customGrad((...all) => {
    const [x, W, b, save] = all as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.GradSaveFunc];
    save([x, W]);
    const gradFunc = (gradient: tf.Tensor | tf.Tensor[], saved: tf.Tensor[]) => {
      const [x, W] = saved as [tf.Tensor2D, tf.Tensor2D];
      const dy = gradient as tf.Tensor2D;
      return [timesTransposed(dy, W), tf.matMul(tf.transpose(x), dy), tf.sum(dy, 0)];
    };
    return {value: tf.fused.matMul({a: x, b: W, bias: b}), gradFunc};
  });
  return map(input, kernel, bias) as tf.Tensor2D;
}

/** The batch size from which transposing the kernel first is faster. */
const MANY_SAMPLES = 5;

/**
 * dy Wᵀ. A kernel of one row or column is not transposed: its transpose shares its data, and the wasm backend caches the prepared
 * second factor by data, regardless of shape.
 */
function timesTransposed(dy: tf.Tensor2D, W: tf.Tensor2D): tf.Tensor2D {
  const worthwhile = dy.shape[0] >= MANY_SAMPLES && Math.min(...W.shape) > 1;
  return worthwhile ? tf.matMul(dy, tf.transpose(W)) : tf.matMul(dy, W, false, true);
}
