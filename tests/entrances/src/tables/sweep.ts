import * as exports from '@ntmjs/sweep';
import * as bucket from '@ntmjs/sweep/bucket';
import * as queue from '@ntmjs/sweep/queue';
import * as reproduction from '@ntmjs/sweep/reproduction';
import * as runs from '@ntmjs/sweep/runs';
import {type Module, open} from '../entrance.js';

const choice = () => open({rate: {type: 'choice' as const, values: [0.1, 0.01]}});

export const sweepModule: Module = {
  name: 'sweep',
  exports,
  entrances: {
    // Any text, number or boolean is a choice.
    gridSampler: {args: () => [choice()], any: ['[0].rate.values[0]']},
    halvingRule: () => [{first: 10, factor: 2}],
    readSweep: {
      args: () => [
        'sweep.json',
        open({
          run: open({task: 'copy'}),
          search: {method: 'grid' as const, space: choice()},
          seeds: 2,
          objective: {type: 'metric' as const, metric: 'bits'},
          evaluation: {episodes: 2, at: open({length: [1]})},
          budget: {runs: 4, sequences: 100, hours: 1},
          stopping: {rule: 'median' as const, after: 10},
        }),
      ],
      any: ['[1].search.space.rate.values[0]', '[1].run.task'],
    },
    medianRule: () => [{after: 10, runs: 2}],
    randomSampler: () => [open({rate: {type: 'number' as const, min: 1, max: 2, scale: 'log' as const}})],
    tpeSampler: {
      args: () => [choice(), {startup: 1, candidates: 2, good: 0.5}],
      required: 1,
      any: ['[0].rate.values[0]'],
    },
  },
};

export const sweepRunsModule: Module = {
  name: 'sweep/runs',
  exports: runs,
  entrances: {
    sweepExample: () => ['sweep.json'],
    versionsHere: () => [],
  },
  unchecked: {
    reason: 'they take what others of them return, which their own tests spoil, or are classes',
    names: [
      ...[
        'FolderStore',
        'Leases',
        'SoftwareError',
        'SweepFolder',
        'plannedRun',
        'runSweep',
        'serveAttempt',
        'standingText',
      ],
      ...['progressText', 'statusText', 'surveySweep', 'sweepResults', 'trainAttempt', 'trainInProcess'],
      ...['workerHere', 'writeSweepReport'],
    ],
  },
};

export const sweepQueueModule: Module = {
  name: 'sweep/queue',
  exports: queue,
  entrances: {},
  unchecked: {
    reason: 'they need a server; tests/sweeps gives them wrong jobs, and their own test wrong addresses',
    names: ['openSubmitter', 'serveQueue'],
  },
};

export const sweepBucketModule: Module = {
  name: 'sweep/bucket',
  exports: bucket,
  entrances: {
    isBucket: () => ['sweeps/runs'],
    openFiles: () => ['sweeps/runs'],
    openStore: () => ['sweeps/runs'],
  },
  unchecked: {
    reason: 'they need a server, with which their own tests spoil them, or are classes',
    names: ['BucketError', 'BucketStore', 'fetchRun'],
  },
};

export const sweepReproductionModule: Module = {
  name: 'sweep/reproduction',
  exports: reproduction,
  entrances: {
    planReproduction: {
      args: () => [
        {
          ...{tasks: ['copy'], models: ['ntm-lstm'], settings: 'measured', seeds: 1, sequences: 10},
          ...{episodes: {trained: 1, beyond: 1, extreme: 1}, report: 'report', taskOptions: open({})},
          store: open(new runs.FolderStore('runs')),
        },
      ],
    },
  },
  unchecked: {
    reason: 'they take what planReproduction and runSweep return',
    names: ['reproductionText', 'surveyReproduction'],
  },
};
