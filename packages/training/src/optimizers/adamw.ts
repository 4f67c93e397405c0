import {adamArguments, adamDirection, adamPowers} from './adam.js';
import {declareOptimizer} from './declareOptimizer.js';

/**
 * AdamW: Adam with decoupled weight decay, which shrinks the weights themselves and has no part in the moments.
 *
 *     θ ← (1 − η λ) θ − η m̂ / (√v̂ + ε),   m̂ and v̂ as in Adam
 */
export const adamw = declareOptimizer({
  name: 'adamw',
  title: 'AdamW',
  source: {
    reference: 'Loshchilov and Hutter 2019, Decoupled Weight Decay Regularization',
    section: 'algorithm 2',
    url: 'https://arxiv.org/abs/1711.05101',
  },
  arguments: {
    ...adamArguments,
    weightDecay: {
      ...{type: 'number', min: 0, default: 0.01, symbol: 'λ'},
      description: 'weight decay: each step takes this part, times the learning rate, off every weight',
    },
  },
  slots: ['firstMoment', 'secondMoment'],
  scalars: adamPowers,
  update(algebra, values, args) {
    const {sub, mul} = algebra;
    const {direction, ...moments} = adamDirection(algebra, values, args);
    const {weight, learningRate} = values;
    const decayed = mul(weight, sub(1, mul(learningRate, args.weightDecay)));
    return {weight: sub(decayed, mul(direction, learningRate)), ...moments};
  },
});
