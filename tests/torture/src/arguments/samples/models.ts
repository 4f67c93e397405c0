import {compile} from '@ntmjs/compile';
import {StackedLstmCell} from '@ntmjs/controllers';
import {exportWeights} from '@ntmjs/interchange';
import {dnc, LstmBaselineCell, MemoryAugmentedCell, NtmAccess, ntm} from '@ntmjs/layers';
import {createModel, type ModelConfig} from '@ntmjs/presets';
import {copyTask} from '@ntmjs/tasks';
import {layers, type RNN, sequential} from '@tensorflow/tfjs-layers';
import type {Sample, Samples} from './sample.js';

const memory = {rows: 4, width: 3, contents: 'random', seed: 1, deviation: 0.1};
const controller = {type: 'lstm', units: 4};
const layer = {units: 2, controller, returnSequences: true, seed: 1, name: 'layer', outputClip: 5};

const layerOf =
  (more: object): Sample =>
  () => [{...layer, memory: {rows: 4, width: 3}, ...more}];

const config: ModelConfig = {
  ...{architecture: 'ntm', controller: {type: 'feedforward', units: 4}},
  ...{memory: {rows: 4, width: 3}, heads: ['read', 'write']},
};
const task = copyTask({maxLength: 2, vectorWidth: 2});

const model = () => createModel(config, task, 1);

/** A recurrent layer that was built. */
function built(
  make: () => RNN = () => ntm({units: 2, controller: {type: 'lstm', units: 4}, memory: {rows: 4, width: 3}}),
) {
  const made = make();
  sequential({layers: [layers.inputLayer({inputShape: [null, 2]}), made]});
  return made;
}

/** Entrances of `@ntmjs/layers`. */
export const layerSamples: Samples = {
  ntm: layerOf({
    memory,
    heads: ['read', 'write'],
    shiftRange: 1,
    firstWeighting: 'learned',
    firstBiases: {keyStrength: 3, shiftWeights: 2},
    firstReads: 'learned',
    vectorActivation: 'tanh',
  }),
  dnc: layerOf({readHeads: 1, firstBiases: {allocationGate: 1}, firstControllerState: 'learned'}),
  mann: layerOf({firstBiases: {writeGate: -1}}),
  sam: layerOf({readHeads: 2, rowsRead: 2, firstBiases: {writeGate: -1}}),
  sdnc: layerOf({rowsRead: 2, links: 3, firstBiases: {writeGate: -1}}),
  delta: layerOf({readHeads: 2, decay: true, firstBiases: {decay: 3}}),
  attention: layerOf({readHeads: 2, blocks: 1}),
  neuralStack: layerOf({}),
  neuralQueue: layerOf({}),
  neuralDeque: layerOf({}),
  lstmBaseline: () => [{units: 2, hiddenUnits: 4, layers: 1, returnSequences: true}],
  memoryLayer: () => [{...layer, access: new NtmAccess({memory: {rows: 4, width: 3}})}],
  withRows: () => [model(), 8],
  NtmAccess: () => [{memory, heads: ['read', 'write'], shiftRange: 1, weightingClip: 10}],
  DncAccess: () => [{memory: {rows: 4, width: 3}}],
  MannAccess: () => [{memory: {rows: 4, width: 3}}],
  SamAccess: () => [{memory: {rows: 4, width: 3}, readHeads: 2}],
  SdncAccess: () => [{memory: {rows: 4, width: 3}, readHeads: 2, links: 3}],
  DeltaAccess: () => [{memory: {rows: 4, width: 3}, maxWriteStrength: 2}],
  AttentionAccess: () => [{memory: {rows: 4, width: 3}, readHeads: 2, blocks: 1}],
  StackAccess: () => [{memory: {rows: 4, width: 3}}],
  QueueAccess: () => [{memory: {rows: 4, width: 3}}],
  DequeAccess: () => [{memory: {rows: 4, width: 3}}],
  LstmBaselineCell: () => [{units: 2, hiddenUnits: 4, layers: 1}],
  MemoryAugmentedCell: () => [{units: 2, controller, access: new NtmAccess({memory: {rows: 4, width: 3}})}],
  MemoryAugmentedRNN: () => [{cell: cellOf()}],
  InitialStateRNN: () => [
    {cell: new LstmBaselineCell({units: 2, hiddenUnits: 4, layers: 1, startsFromZeros: false})},
  ],
};

function cellOf() {
  const access = new NtmAccess({memory: {rows: 4, width: 3}});
  return new MemoryAugmentedCell({
    units: 2,
    controller: {type: 'lstm', units: 4},
    access,
    startsFromZeros: false,
  });
}

/** Entrances of `@ntmjs/controllers`. */
export const controllerSamples: Samples = {
  createController: () => [controller, 1],
  FeedforwardCell: () => [{units: 4, activation: 'tanh', seed: 1}],
  ResetAfterGruCell: () => [{units: 4, seed: 1}],
  StackedLstmCell: () => [{units: 4, layers: 2, seed: 1}],
  withInnerCells: () => [new StackedLstmCell({units: 4, layers: 1})],
};

/** Entrances of `@ntmjs/compile`. */
export const compileSamples: Samples = {
  compile: () => [built(), {fallback: 'eager', memoryBudget: 2 ** 24, relaxedSimd: false}],
  compileLayers: () => [model()],
  detach: () => [compiled()],
  isCompiled: () => [built()],
  runnerOf: () => [compiled()],
  eagerReasonOf: () => [compiled()],
  explain: () => [compiled()],
  recurrentLayersOf: () => [built()],
  recordNetwork: () => [model()],
  standaloneStep: () => [model()],
  LayerPredictor: () => [compiled()],
  LayerStepper: () => [compiled(), {batch: 1}],
};

function compiled() {
  const made = built(() =>
    dnc({units: 2, controller: {type: 'lstm', units: 4}, memory: {rows: 4, width: 3}}),
  );
  compile(made);
  return made;
}

/** Entrances of `@ntmjs/presets`. */
export const presetSamples: Samples = {
  configOfAccess: () => ['StackAccess', {memory: {rows: 6, width: 3}}],
  configOfLayer: () => [built()],
  createModel: () => [config, task, 1],
  hasFixedRows: () => [config],
  memoryRows: () => [config],
  modelNameFor: () => ['ntm', 'lstm'],
  modelNameOf: () => [config],
  optionsOf: () => ['ntm'],
  presetFor: () => ['copy', 'ntm-lstm', 'measured'],
  isPaperModel: () => ['lstm'],
  isPaperTask: () => ['copy'],
  valueAt: () => [config, 'memory.rows'],
  withValueAt: () => [config, 'memory.rows', 8],
};

/** Entrances of `@ntmjs/pretrained`. */
export const pretrainedSamples: Samples = {
  loadPretrained: () => ['copy-ntm-feedforward', {from: undefined}],
  pretrainedCard: () => ['copy-ntm-feedforward', {from: undefined}],
};

/** Entrances of `@ntmjs/interchange`. */
export const interchangeSamples: Samples = {
  exportOnnx: () => [model(), {metadata: {author: 'me'}}],
  exportProgram: () => [model(), {metadata: {author: 'me'}}],
  exportWeights: () => [model(), {metadata: {author: 'me'}}],
  importWeights: () => [model(), exportWeights(model()), {file: 'weights.safetensors'}],
  readSafetensors: () => [exportWeights(model()), {file: 'weights.safetensors'}],
  weightsConfig: () => [exportWeights(model()), {file: 'weights.safetensors'}],
  writeSafetensors: () => [{a: {shape: [2], values: new Float32Array(2)}}, {author: 'me'}],
};

/** Entrances of `@ntmjs/sweep`. */
export const sweepSamples: Samples = {
  gridSampler: () => [{rate: {type: 'choice', values: [0.1, 0.01]}}],
  halvingRule: () => [{first: 10, factor: 2}],
  medianRule: () => [{after: 10, runs: 2}],
  readSweep: () => [
    'sweep.json',
    {run: {task: 'copy'}, search: {method: 'grid', space: {rate: {type: 'choice', values: [0.1]}}}, seeds: 2},
  ],
  randomSampler: () => [{rate: {type: 'number', min: 1, max: 2, scale: 'log'}}],
  tpeSampler: () => [{rate: {type: 'number', min: 1, max: 2}}, {startup: 1, candidates: 2, good: 0.5}],
};

/** Entrances of `@ntmjs/interchange/tensorboard`. */
export const tensorboardSamples: Samples = {
  tensorboardEvent: () => [{step: 1, wallTime: 1, scalars: {bits: 1}, histograms: {head: [0, 1]}}],
  tensorboardStart: () => [{step: 1, wallTime: 1}],
};
