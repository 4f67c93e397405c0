import {
  type Addressing,
  type AddressingStages,
  addressingStages,
  clipWeightingGradient,
} from '@ntmjs/addressing';
import {requireInteger, requirePositiveInteger} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {requireActivation, type VectorActivation} from './head.js';
import {type Parts, requireParts} from './layout.js';

/**
 * The part of the interface that every head has: its addressing parameters.
 *
 * @throws ArgumentError if the width or the shift range is out of its range
 */
export function addressingLayout(width: number, shiftRange: number) {
  requirePositiveInteger('width', width);
  requireInteger('shiftRange', shiftRange, {min: 0});
  return {
    key: width,
    keyStrength: 1,
    interpolationGate: 1,
    shiftWeights: 2 * shiftRange + 1,
    sharpening: 1,
  };
}

export type AddressingLayout = ReturnType<typeof addressingLayout>;

/** The activation of a key or of an add vector. */
export function activate(vector: tf.Tensor2D, activation: VectorActivation): tf.Tensor2D {
  return activation === 'tanh' ? tf.tanh(vector) : vector;
}

/**
 * Brings the addressing parameters into their ranges.
 *
 *     β = softplus(β̂)   g = σ(ĝ)   s = softmax(ŝ)   γ = 1 + softplus(γ̂)
 *
 * @param parts the parameters before activation, `[batch, size]` each
 * @param activation of the key
 * @throws ArgumentError if a part is missing or of another shape, or the activation unknown
 * @see Graves et al. 2014, section 3.3
 */
export function activateAddressing(parts: Parts<AddressingLayout>, activation: VectorActivation): Addressing {
  requireParts(parts, {key: null, keyStrength: 1, interpolationGate: 1, shiftWeights: null, sharpening: 1});
  requireActivation(activation);
  return tf.tidy(() => ({
    key: activate(parts.key, activation),
    keyStrength: tf.softplus(parts.keyStrength),
    interpolationGate: tf.sigmoid(parts.interpolationGate),
    shiftWeights: tf.softmax(parts.shiftWeights),
    sharpening: tf.add<tf.Tensor2D>(tf.softplus(parts.sharpening), 1),
  }));
}

/**
 * Computes a head's weighting: activates its parameters, clips the gradient into its previous weighting, and addresses the memory.
 *
 * @returns the activated parameters, and each stage of the weighting
 */
export function attend(
  parts: Parts<AddressingLayout>,
  memory: tf.Tensor3D,
  previousWeighting: tf.Tensor2D,
  {activation, weightingClip}: {activation: VectorActivation; weightingClip: number | undefined},
): Addressing & AddressingStages {
  const previous =
    weightingClip === undefined ? previousWeighting : clipWeightingGradient(previousWeighting, weightingClip);
  const addressing = activateAddressing(parts, activation);
  return {...addressing, ...addressingStages(memory, addressing, previous)};
}
