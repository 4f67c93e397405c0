import {type WeightOptions, weightOptionNames} from '@ntmjs/controllers';
import {initializers} from '@tensorflow/tfjs-layers';
import type {SubjectOptions} from '../subject.js';

/** Cuts a subject's options into units, seed, those of weights, and those of the layer. */
export function splitOptions({units = 2, seed = 1, ...options}: SubjectOptions = {}) {
  const entries = Object.entries(options);
  const isOfWeights = ([name]: [string, unknown]) => (weightOptionNames as readonly string[]).includes(name);
  return {
    units,
    seed,
    weights: Object.fromEntries(entries.filter(isOfWeights)) as WeightOptions,
    recurrent: Object.fromEntries(entries.filter((entry) => !isOfWeights(entry))) as Omit<
      SubjectOptions,
      'units' | 'seed' | keyof WeightOptions
    >,
  };
}

/** The initializers that give one of tfjs' own cells the same weights for the same seed. */
export function seededInitializers(seed: number) {
  return {
    kernelInitializer: initializers.glorotUniform({seed}),
    recurrentInitializer: initializers.glorotUniform({seed: seed + 1}),
  };
}
