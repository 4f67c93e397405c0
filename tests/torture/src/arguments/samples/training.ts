import {withRows} from '@ntmjs/layers';
import {createModel, type ModelConfig} from '@ntmjs/presets';
import {copyTask, createTask, RandomStream, taskNames} from '@ntmjs/tasks';
import {createOptimizer, startState} from '@ntmjs/training';
import * as tf from '@tensorflow/tfjs-core';
import type {Samples} from './sample.js';

const config: ModelConfig = {
  ...{architecture: 'ntm', controller: {type: 'feedforward', units: 4}},
  ...{memory: {rows: 4, width: 3}, heads: ['read', 'write']},
};
const copy = () => copyTask({maxLength: 2, vectorWidth: 2});
const model = () => createModel(config, copy(), 1);
const adam = {type: 'adam', learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8} as const;
const optimizer = () => createOptimizer(adam);
const random = () => new RandomStream(1);
const episodes = () => copy().sample(random(), 2, {length: 2});
const doubling = {type: 'doubling', part: 'length', start: 1, below: 1};
/** How many tasks were registered: each needs a name of its own. */
let registered = 0;

const blank = {batch: 1, steps: 2, inputSize: 2, outputSize: 2};

/** Entrances of `@ntmjs/tasks`. */
export const taskSamples: Samples = {
  RandomStream: () => [1, 'name'],
  createTask: () => ['copy', {maxLength: 2, vectorWidth: 2}],
  ...Object.fromEntries(
    taskNames.map((name) => {
      const words = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
      return [`${words}Task`, () => [{...createTask(name).config}]];
    }),
  ),
  bitsOfEachSequence: () => [new Float32Array(20), episodes()],
  bitsPerSequence: () => [new Float32Array(20), episodes()],
  wrongBitsOfEachSequence: () => [new Float32Array(20), episodes()],
  wrongBitsPerSequence: () => [new Float32Array(20), episodes()],
  blankEpisodes: () => [blank],
  drawVectors: () => [random(), 2, 3],
  evaluationDifficulties: () => [copy()],
  evaluationStream: () => [copy(), 1, {length: 2}],
  evaluationTaskOf: () => [copy()],
  findMetric: () => [copy().metrics, 'bits'],
  hasEpisodes: () => [copy(), {length: 2}],
  inventedCharacters: () => [{}],
  optimalPredictions: () => [createTask('n-grams').sample(random(), 1), 6],
  registerTask: () => [() => ({...copy(), name: `copy-${++registered}`})],
  requireTask: () => ['task', {...copy()}],
  shuffled: () => [random(), [1, 2, 3]],
  upgradeDifficulty: () => ['copy', {length: 2}],
  upgradeDifficultyPart: () => ['copy', 'length'],
  upgradeTaskConfig: () => ['copy', {maxLength: 2}],
  oneHot: () => [3, 1],
  presentationAccuracy: () => [1],
  questionEpisodes: () => [
    [{inputs: [new Float32Array(2)], answer: [new Float32Array(2)]}],
    {inputSize: 2, outputSize: 2},
  ],
  vectorChannels: () => [3],
};

/** Entrances of `@ntmjs/training`. */
export const trainingSamples: Samples = {
  train: () => [
    {
      ...{model: model(), task: copy(), optimizer: optimizer(), seed: 1, sequences: 2, batch: 1, window: 10},
      ...{reportEvery: 1, clip: {globalNorm: 1}, curriculum: doubling, compile: 'never', threads: 1},
      ...{learningRateDecay: {to: 0.1, over: 2}, solved: {metric: 'bits', below: 1}, state: startState(1)},
      ...{memorySizes: [{rows: 12, share: 0.5, after: 0}], withRows},
    },
  ],
  trainingMemory: () => [
    {
      ...{
        model: model(),
        task: copy(),
        optimizer: optimizer(),
        sequences: 2,
        batch: 1,
        clip: {globalNorm: 1},
      },
      ...{curriculum: doubling, compile: 'never', threads: 1},
    },
  ],
  evaluate: () => [{model: model(), task: copy(), episodes: 2, seed: 1, difficulty: {length: 1}}],
  episodeDataset: () => [{task: copy(), batch: 2, seed: 1, difficulty: {length: 1}}],
  trainStep: () => [model(), optimizer(), episodes(), {globalNorm: 1}],
  createTrainingStep: () => [model(), optimizer(), {globalNorm: 1}, 'auto', 1],
  clipGradients: () => [{weight: tf.ones([2])}, {globalNorm: 1, elementwise: 1}],
  clipElementwise: () => [[tf.ones([2])], 1],
  clipGlobalNorm: () => [[tf.ones([2])], 1],
  globalNorm: () => [[tf.ones([2])]],
  maskedSequenceCrossEntropy: () => [tf.zeros([1, 2, 3]), tf.zeros([1, 2, 2])],
  sequenceCrossEntropy: () => [tf.zeros([1, 2, 2]), tf.zeros([1, 2, 2]), tf.ones([1, 2])],
  createCurriculum: () => [doubling, copy()],
  createOptimizer: () => [adam],
  describeOptimizer: () => [adam],
  optimizerDeclaration: () => ['adam'],
  endReason: () => [{sequences: 1}, {sequences: 2}],
  startState: () => [1],
};

/** Entrances of `@ntmjs/training/runs`. */
export const runSamples: Samples = {
  fileSystem: () => ['model'],
};
