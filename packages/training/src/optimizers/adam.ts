import type {OptionDeclarations} from '@ntmjs/arguments';
import type {Algebra} from '@ntmjs/compile';
import {declareOptimizer} from './declareOptimizer.js';

/** The arguments of Adam and AdamW. */
export const adamArguments = {
  beta1: {
    ...{type: 'number', min: 0, below: 1, default: 0.9, symbol: 'β₁'},
    description: 'part of the mean of gradients that is kept at each step',
  },
  beta2: {
    ...{type: 'number', min: 0, below: 1, default: 0.999, symbol: 'β₂'},
    description: 'part of the mean of squared gradients that is kept at each step',
  },
  epsilon: {
    ...{type: 'number', above: 0, default: 1e-7, symbol: 'ε'},
    description: 'keeps the denominator away from zero',
  },
} as const satisfies OptionDeclarations;

interface AdamArgs {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** The powers of the decay rates that correct the bias of the moments: β₁ᵗ and β₂ᵗ. */
export function adamPowers({beta1, beta2}: AdamArgs, step: number) {
  return {firstPower: beta1 ** step, secondPower: beta2 ** step};
}

/** The next moments of Adam, and the direction m̂ / (√v̂ + ε) in which a weight moves. */
export function adamDirection<T>(
  {add, sub, mul, div, sqrt, square}: Algebra<T>,
  values: Readonly<Record<'gradient' | 'firstMoment' | 'secondMoment' | 'firstPower' | 'secondPower', T>>,
  {beta1, beta2, epsilon}: AdamArgs,
) {
  const {gradient, firstPower, secondPower} = values;
  const firstMoment = add(mul(values.firstMoment, beta1), mul(gradient, 1 - beta1));
  const secondMoment = add(mul(values.secondMoment, beta2), mul(square(gradient), 1 - beta2));
  const root = sqrt(div(secondMoment, sub(1, secondPower)));
  const direction = div(div(firstMoment, sub(1, firstPower)), add(root, epsilon));
  return {direction, firstMoment, secondMoment};
}

/**
 * Adam.
 *
 *     m ← β₁ m + (1 − β₁) g        v ← β₂ v + (1 − β₂) g²
 *     m̂ = m / (1 − β₁ᵗ)        v̂ = v / (1 − β₂ᵗ)        θ ← θ − η m̂ / (√v̂ + ε)
 */
export const adam = declareOptimizer({
  name: 'adam',
  title: 'Adam',
  source: {
    reference: 'Kingma and Ba 2015, Adam: A Method for Stochastic Optimization',
    section: 'algorithm 1',
    url: 'https://arxiv.org/abs/1412.6980',
  },
  arguments: adamArguments,
  slots: ['firstMoment', 'secondMoment'],
  tfjsClassName: 'Adam',
  scalars: adamPowers,
  update(algebra, values, args) {
    const {direction, ...moments} = adamDirection(algebra, values, args);
    const {weight, learningRate} = values;
    return {weight: algebra.sub(weight, algebra.mul(direction, learningRate)), ...moments};
  },
});
