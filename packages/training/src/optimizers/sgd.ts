import {declareOptimizer} from './declareOptimizer.js';

/**
 * Stochastic gradient descent with momentum, or with Nesterov's.
 *
 *     v ← μ v + g        θ ← θ − η v        Nesterov's: θ ← θ − η (g + μ v)
 */
export const sgd = declareOptimizer({
  name: 'sgd',
  title: 'SGD',
  source: {
    reference: 'Sutskever et al. 2013, On the importance of initialization and momentum in deep learning',
    section: 'section 2',
    url: 'https://proceedings.mlr.press/v28/sutskever13.html',
  },
  arguments: {
    momentum: {
      ...{type: 'number', min: 0, below: 1, default: 0.9, symbol: 'μ'},
      description: 'part of the velocity that is kept at each step',
    },
    nesterov: {
      ...{type: 'boolean', default: false},
      description: 'Nesterov’s momentum, which looks one step ahead',
    },
  },
  slots: ['velocity'],
  update({add, sub, mul}, {weight, gradient, learningRate, ...values}, {momentum, nesterov}) {
    const velocity = add(mul(values.velocity, momentum), gradient);
    const direction = nesterov ? add(gradient, mul(velocity, momentum)) : velocity;
    return {weight: sub(weight, mul(direction, learningRate)), velocity};
  },
});
