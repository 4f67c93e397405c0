import {withRows} from '@ntmjs/layers';
import * as exports from '@ntmjs/training';
import {type Module, open} from '../entrance.js';
import {batch, episodes, model, optimizer, task, tensor} from '../values.js';

const clip = () => ({elementwise: 1, globalNorm: 1});
const limits = () => ({sequences: 1, solved: {metric: 'bits', below: 0.1}, stopWhenSolved: false});
const sizes = () => [{rows: 12, share: 0.5, after: 1}];
const adam = () => ({type: 'adam', learningRate: 1e-3, beta1: 0.9});
const declaration = () => ({
  name: 'halving',
  title: 'Halving',
  source: {reference: 'nobody', section: '', url: ''},
  arguments: open({decay: {type: 'number', min: 0, default: 0.5, description: 'a decay'}}),
  slots: ['mean'],
  update: ({mul}: {mul(a: unknown, b: number): unknown}, {weight, mean}: Record<string, unknown>) => ({
    weight: mul(weight, 0.5),
    mean,
  }),
});

export const trainingModule: Module = {
  name: 'training',
  exports,
  entrances: {
    clipElementwise: () => [[tensor(2, 3)], 1],
    clipGlobalNorm: () => [[tensor(2, 3)], 1],
    clipGradients: () => [open({weight: tensor(2, 3)}), clip()],
    createCurriculum: {
      args: () => [
        {
          type: 'stepping',
          part: 'length',
          start: 1,
          metric: 'bits',
          below: 1,
          window: 2,
          practice: 0.5,
          step: 1,
        },
        task(),
        open({max: 1, values: [1]}),
      ],
      required: 2,
    },
    createOptimizer: () => [adam()],
    createTrainingStep: () => [model(), optimizer(), clip(), 'never', 1, false, [model()]],
    declareOptimizer: () => [declaration()],
    DeclaredOptimizer: () => [declaration(), {learningRate: 1, decay: 0.5}],
    describeOptimizer: () => [adam()],
    endReason: () => [open({sequences: 1}), open({sequences: 2, stopWhenSolved: true})],
    episodeDataset: {
      args: () => [{task: task(), seed: 1, batch: 1, batches: 1, difficulty: {length: 1}}],
      call: async (args: never) => (await exports.episodeDataset(args).iterator()).next(),
    },
    evaluate: () => [
      {
        model: model(),
        task: task(),
        seed: 1,
        difficulty: {length: 1},
        episodes: 1,
        batch: 1,
        signal: new AbortController().signal,
      },
    ],
    globalNorm: () => [[tensor(2, 3)]],
    maskedSequenceCrossEntropy: () => [tensor(batch, 4, 3), tensor(batch, 4, 2)],
    optimizerNames: () => [],
    optimizerDeclaration: () => ['adam'],
    optimizerOptions: () => [open({arguments: declaration().arguments})],
    registerOptimizer: () => [declaration()],
    sequenceCrossEntropy: () => [tensor(batch, 4, 2), tensor(batch, 4, 2), tensor(batch, 4)],
    startState: () => [1],
    train: {
      args: () => [
        {
          ...limits(),
          model: model(),
          task: task(),
          optimizer: optimizer(),
          seed: 1,
          batch: 1,
          learningRateDecay: {to: 0.5, over: 2},
          curriculum: {type: 'fixed', difficulty: {length: 1}},
          memorySizes: sizes(),
          withRows,
          clip: clip(),
          window: 1,
          reportEvery: 1,
          reportWhen: () => false,
          signal: new AbortController().signal,
          compile: 'never',
          threads: 1,
          relaxedSimd: false,
          state: open(exports.startState(1)),
        },
      ],
      call: async (args: never) => {
        for await (const _ of exports.train(args));
      },
    },
    trainingMemory: () => [
      {
        model: model(),
        task: task(),
        optimizer: optimizer(),
        sequences: 1,
        batch: 1,
        curriculum: {type: 'fixed', difficulty: {length: 1}},
        clip: clip(),
        compile: 'never',
        threads: 1,
        relaxedSimd: false,
      },
    ],
    trainStep: () => [model(), optimizer(), episodes(), clip(), model()],
  },
  unchecked: {reason: 'an error, which this project throws', names: ['NonFiniteError']},
};
