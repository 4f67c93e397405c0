import {graves} from './measured.js';
import type {ModelName} from './models.js';
import type {Preset} from './preset.js';

/** Settings that are measured to work, by task and by model, where one of the two is not of the paper on Neural Turing Machines. */
export const measuredBeyondPaper: Readonly<
  Record<string, Partial<Record<ModelName, Pick<Preset, 'model' | 'training'>>>>
> = {
  copy: {
    // Solved after 13 268 to 16 545 sequences with seeds 1 to 5.
    dnc: {
      model: {
        architecture: 'dnc',
        controller: {type: 'lstm', units: 100},
        memory: {rows: 32, width: 16},
        readHeads: 1,
        writeHeads: 1,
      },
      training: {
        batch: 1,
        compile: 'auto',
        sequences: 30_000,
        solved: {metric: 'bits', below: 0.1},
        ...graves(1e-4),
      },
    },
  },
};
