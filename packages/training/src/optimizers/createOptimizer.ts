import {type Bounds, requireChoice, requireKeys, requireNumber} from '@ntmjs/arguments';
import type * as tf from '@tensorflow/tfjs-core';
import {Adam} from './adam.js';
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

const positive: Bounds = {above: 0};
const fraction: Bounds = {min: 0, below: 1};

/** The arguments of each kind, and what they must be. */
const ARGUMENTS: Record<OptimizerArgs['type'], Readonly<Record<string, Bounds>>> = {
  gravesRmsProp: {learningRate: positive, decay: fraction, momentum: fraction, epsilon: positive},
  adam: {learningRate: positive, beta1: fraction, beta2: fraction, epsilon: positive},
};

/**
 * An optimiser made from words, which a run's configuration can hold.
 *
 * @throws ArgumentError if the type is unknown, or one of its arguments unknown or out of range
 */
export function createOptimizer(args: OptimizerArgs): tf.Optimizer {
  const bounds = ARGUMENTS[requireChoice('optimizer.type', args?.type, optimizerTypes)];
  requireKeys('optimizer', args, ['type', ...Object.keys(bounds)]);
  for (const [name, bound] of Object.entries(bounds)) {
    const value: unknown = Reflect.get(args, name);
    if (value !== undefined || name === 'learningRate') requireNumber(`optimizer.${name}`, value, bound);
  }
  if (args.type === 'gravesRmsProp') {
    const {type, ...rest} = args;
    return new GravesRmsProp(rest);
  }
  const {learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7} = args;
  return new Adam(learningRate, beta1, beta2, epsilon);
}
