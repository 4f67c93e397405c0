import {
  type EpisodeTrace,
  type FigureEpisode,
  inspect,
  memoryAnimation,
  type TracedArray,
} from '@ntmjs/inspect';
import {createModel, type ModelConfig} from '@ntmjs/presets';
import {copyTask, RandomStream} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import type {Samples} from './sample.js';

const config: ModelConfig = {
  ...{architecture: 'ntm', controller: {type: 'feedforward', units: 4}},
  ...{memory: {rows: 4, width: 3}, heads: ['read', 'write']},
};
const copy = () => copyTask({maxLength: 2, vectorWidth: 2});
const model = () => createModel(config, copy(), 1);
const episode = (): FigureEpisode => copy().sample(new RandomStream(1), 1, {length: 2});

/** A trace, its episode and its task, as figures and descriptions take them. */
async function traced(): Promise<{
  trace: EpisodeTrace;
  episode: FigureEpisode;
  task: ReturnType<typeof copy>;
}> {
  const made = model();
  const trace = await inspect(made, episode());
  made.dispose();
  return {trace, episode: episode(), task: copy()};
}

const weighting = (): TracedArray => ({shape: [2, 4], data: new Float32Array([0, 0, 1, 0, 1, 0, 0, 0])});
const curve = [100, 200, 300].map((sequences) => ({sequences, value: 300 / sequences}));
const points = [1, 2, 3].map((x) => ({x, value: 2 * x}));
const panel = {
  ...{title: 'length 1', steps: 2, channels: 2, targets: new Float32Array(4), outputs: new Float32Array(4)},
};

const search = {
  options: [
    {name: 'rate', min: 1e-3, max: 1, scale: 'log'},
    {name: 'kind', values: ['a', 'b']},
  ],
  points: [{options: {rate: 0.1, kind: 'a'}, value: 2, low: 1, high: 3}, {options: {rate: 1, kind: 'b'}}],
  valueLabel: 'bits',
};

/** Entrances of `@ntmjs/inspect`. */
export const inspectSamples: Samples = {
  inspect: () => [model(), episode()],
  describeAlgorithm: async () => [await traced()],
  episodeFigure: async () => [{...(await traced()), title: 'an episode'}],
  memoryAnimation: async () => [{...(await traced()), title: 'an episode'}],
  predictionFigure: () => [{bits: [0, 1], predictions: [0.2, 0.9], optimal: [0.5, 0.5]}],
  focusBySteps: () => [weighting()],
  headMovements: () => [{values: {weighting: weighting()}}],
  headMoves: () => [{values: {weighting: weighting()}}],
  learningCurves: () => [
    {series: [{name: 'ntm', runs: [{seed: 1, points: curve}]}], title: 'learning', maxValue: 10},
  ],
  generalizationCurves: () => [
    {series: [{name: 'ntm', points}], xLabel: 'length', valueLabel: 'bits', trained: {max: 2}},
  ],
  outputPanels: () => [{panels: [panel], channelNames: ['a', 'b']}],
  optionFigure: () => [search],
  parallelCoordinates: () => [search],
  contextFigure: () => [{panels: [{title: 'a', weights: [[1], [0.5]]}], contexts: ['0', '1']}],
  sortFigure: () => [{priorities: [0.1, 0.2], locations: [0, 1], rows: 4}],
  toAnimatedSvg: async () => [memoryAnimation(await traced()), {secondsPerStep: 0.5}],
  unusedRows: async () => [(await traced()).trace, 0.1],
  writeLocations: async () => [(await traced()).trace],
  weightingGradients: () => [model(), episode(), (outputs: tf.Tensor) => tf.sum(outputs)],
  toSvg: () => [{data: {values: [{a: 1}]}, mark: 'point', encoding: {x: {field: 'a', type: 'quantitative'}}}],
};

/** Entrances of `@ntmjs/report`. */
export const reportSamples: Samples = {
  bits: () => [1.5],
  count: () => [1000],
  duration: () => [90],
  difficultiesOf: () => [copy(), {length: [1, 2]}],
  evaluateSettings: () => [
    {
      ...{model: model(), rows: 4, task: copy(), settings: [{difficulty: {length: 1}, rows: 4}]},
      ...{episodes: 2, seed: 1, compiled: false, signal: new AbortController().signal},
    },
  ],
  evaluationSettings: () => [[{length: 1}], 4],
  extremeSettings: () => [copy(), {architecture: 'ntm', memory: {rows: 4}}],
  greatestDifficulty: () => [copy()],
  hardDifficulty: () => [copy()],
  requireRows: () => [model(), [{difficulty: {length: 1}, rows: 8}]],
};

/** Entrances of `@ntmjs/report/runs`. */
export const reportRunSamples: Samples = {
  startBackend: () => ['cpu'],
};
