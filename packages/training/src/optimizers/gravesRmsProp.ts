import {declareOptimizer} from './declareOptimizer.js';

/**
 * RMSProp as Graves uses it: centered, with momentum, and with ε inside the root.
 *
 *     n ← ρ n + (1 − ρ) g²        ḡ ← ρ ḡ + (1 − ρ) g
 *     Δ ← μ Δ − η g / √(n − ḡ² + ε)        θ ← θ + Δ
 *
 * The centered RMSProp of tfjs subtracts ε along with ḡ² and so takes the root of a negative number on its first step.
 */
export const gravesRmsProp = declareOptimizer({
  name: 'gravesRmsProp',
  title: 'Graves’ RMSProp',
  source: {
    reference: 'Graves 2013, Generating Sequences With Recurrent Neural Networks',
    section: 'equations 38–41',
    url: 'https://arxiv.org/abs/1308.0850',
  },
  arguments: {
    decay: {
      ...{type: 'number', min: 0, below: 1, default: 0.95, symbol: 'ρ'},
      description: 'part of the running means that is kept at each step',
    },
    momentum: {
      ...{type: 'number', min: 0, below: 1, default: 0.9, symbol: 'μ'},
      description: 'part of the last update that is kept',
    },
    epsilon: {
      ...{type: 'number', above: 0, default: 1e-4, symbol: 'ε'},
      description: 'keeps the root away from zero',
    },
  },
  slots: ['meanSquare', 'mean', 'update'],
  update({add, sub, mul, div, sqrt, square}, values, {decay, momentum, epsilon}) {
    const {weight, gradient, learningRate} = values;
    const meanSquare = add(mul(values.meanSquare, decay), mul(square(gradient), 1 - decay));
    const mean = add(mul(values.mean, decay), mul(gradient, 1 - decay));
    const root = sqrt(add(sub(meanSquare, square(mean)), epsilon));
    const update = sub(mul(values.update, momentum), mul(div(gradient, root), learningRate));
    return {weight: add(weight, update), meanSquare, mean, update};
  },
});
