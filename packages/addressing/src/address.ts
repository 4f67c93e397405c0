import {requireObject} from '@ntmjs/arguments';
import type * as tf from '@tensorflow/tfjs-core';
import {tidy} from '@tensorflow/tfjs-core';
import {contentWeighting} from './content.js';
import {interpolate} from './interpolation.js';
import {sharpen} from './sharpening.js';
import {circularShift} from './shift.js';

/** The addressing parameters of a head, each within its range: see `address`. */
export interface Addressing {
  /** k, `[batch, width]` */
  readonly key: tf.Tensor2D;
  /** β > 0, `[batch, 1]` */
  readonly keyStrength: tf.Tensor2D;
  /** g in (0, 1), `[batch, 1]` */
  readonly interpolationGate: tf.Tensor2D;
  /** s, `[batch, 2R + 1]`, a distribution over the shifts −R … +R */
  readonly shiftWeights: tf.Tensor2D;
  /** γ ≥ 1, `[batch, 1]` */
  readonly sharpening: tf.Tensor2D;
}

/** The stages of addressing, each a distribution over rows, `[batch, rows]`. */
export interface AddressingStages {
  /** w^c, by content */
  readonly contentWeighting: tf.Tensor2D;
  /** w^g, interpolated with the previous weighting */
  readonly interpolatedWeighting: tf.Tensor2D;
  /** w̃, shifted along the rows */
  readonly shiftedWeighting: tf.Tensor2D;
  /** w, sharpened: the final weighting */
  readonly weighting: tf.Tensor2D;
}

/**
 * The Neural Turing Machine's addressing: look up by content, mix with the previous weighting, shift, sharpen.
 *
 *     w^c = content(M, k, β)   w^g = interpolate(w^c, w_{t−1}, g)   w̃ = shift(w^g, s)   w = sharpen(w̃, γ)
 *
 * @param memory M, `[batch, rows, width]`
 * @param addressing the parameters of the head
 * @param previousWeighting w_{t−1}, `[batch, rows]`
 * @returns the weighting w, `[batch, rows]`, a distribution over rows
 * @throws ArgumentError if a shape does not fit
 * @see Graves et al. 2014, section 3.3 and figure 2
 */
export function address(
  memory: tf.Tensor3D,
  addressing: Addressing,
  previousWeighting: tf.Tensor2D,
): tf.Tensor2D {
  return tidy(() => addressingStages(memory, addressing, previousWeighting).weighting);
}

/** Like `address`, but returns every stage: same arguments, same errors. */
export function addressingStages(
  memory: tf.Tensor3D,
  addressing: Addressing,
  previousWeighting: tf.Tensor2D,
): AddressingStages {
  const {key, keyStrength, interpolationGate, shiftWeights, sharpening} = requireObject(
    'addressing',
    addressing,
    'an object {key, keyStrength, interpolationGate, shiftWeights, sharpening}',
  );
  return tidy(() => {
    const content = contentWeighting(memory, key, keyStrength);
    const interpolatedWeighting = interpolate(content, previousWeighting, interpolationGate);
    const shiftedWeighting = circularShift(interpolatedWeighting, shiftWeights);
    const weighting = sharpen(shiftedWeighting, sharpening);
    return {contentWeighting: content, interpolatedWeighting, shiftedWeighting, weighting};
  });
}
