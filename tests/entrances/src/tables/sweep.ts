import * as exports from '@ntmjs/sweep';
import {type Module, open} from '../entrance.js';

const choice = () => open({rate: {type: 'choice' as const, values: [0.1, 0.01]}});

export const sweepModule: Module = {
  name: 'sweep',
  exports,
  entrances: {
    // Any text, number or boolean is a choice.
    gridSampler: {args: () => [choice()], any: ['[0].rate.values[0]']},
    halvingRule: () => [{first: 10, factor: 2}],
    medianRule: () => [{after: 10, runs: 2}],
    randomSampler: () => [open({rate: {type: 'number' as const, min: 1, max: 2, scale: 'log' as const}})],
    tpeSampler: {
      args: () => [choice(), {startup: 1, candidates: 2, good: 0.5}],
      required: 1,
      any: ['[0].rate.values[0]'],
    },
  },
};
