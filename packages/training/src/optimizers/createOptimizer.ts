import {requireChoice, requireKeys, requireNumber} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {GravesRmsProp, type GravesRmsPropArgs} from './gravesRmsProp.js';

/** Adam's arguments: tfjs' own, and the same defaults. */
export interface AdamArgs {
  readonly learningRate: number;
  readonly beta1?: number | undefined;
  readonly beta2?: number | undefined;
  readonly epsilon?: number | undefined;
}

/** An optimiser in words. */
export type OptimizerArgs =
  | ({readonly type: 'gravesRmsProp'} & GravesRmsPropArgs)
  | ({readonly type: 'adam'} & AdamArgs);

/** The kinds of optimiser that can be asked for by name. */
export const optimizerTypes = ['gravesRmsProp', 'adam'] as const;

/**
 * An optimiser made from words, which a run's configuration can hold.
 *
 * @throws ArgumentError if the type is unknown, or one of its arguments unknown or out of range
 */
export function createOptimizer(args: OptimizerArgs): tf.Optimizer {
  requireChoice('optimizer.type', args?.type, optimizerTypes);
  requireNumber('optimizer.learningRate', args.learningRate, {above: 0});
  if (args.type === 'gravesRmsProp') {
    const {type, ...rest} = requireKeys('optimizer', args, [
      'type',
      'learningRate',
      'decay',
      'momentum',
      'epsilon',
    ]);
    return new GravesRmsProp(rest);
  }
  requireKeys('optimizer', args, ['type', 'learningRate', 'beta1', 'beta2', 'epsilon']);
  const {learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7} = args;
  requireNumber('optimizer.beta1', beta1, {min: 0, below: 1});
  requireNumber('optimizer.beta2', beta2, {min: 0, below: 1});
  requireNumber('optimizer.epsilon', epsilon, {above: 0});
  return tf.train.adam(learningRate, beta1, beta2, epsilon);
}
