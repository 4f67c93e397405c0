import {type ControllerArgs, mapOptions} from '@ntmjs/controllers';
import {
  attention,
  delta,
  dnc,
  type LayerArgs,
  lstmBaseline,
  mann,
  memoryLayer,
  type NtmArgs,
  neuralDeque,
  neuralQueue,
  neuralStack,
  ntm,
  sam,
  sdnc,
} from '@ntmjs/layers';
import {layers, type RNN} from '@tensorflow/tfjs-layers';
import type {Subject, SubjectOptions} from '../subject.js';
import {DelayAccess} from './delayAccess.js';
import {seededInitializers, splitOptions} from './options.js';

const memory = {rows: 4, width: 3};

function layerSubject(
  name: string,
  recurrentKernels: boolean,
  layer: Subject['layer'],
  dropout?: Subject['dropout'],
): Subject {
  return {name, reference: false, compiled: false, recurrentKernels, layer, dropout};
}

/** A layer with a controller given by its config. */
function withController(
  name: string,
  controller: ControllerArgs,
  make: (args: LayerArgs & {memory: typeof memory}) => RNN,
): Subject {
  const layer = (options?: SubjectOptions) => {
    const {units, seed, weights, recurrent} = splitOptions(options);
    return make({memory, controller, ...weights, ...recurrent, units, seed});
  };
  const hasRecurrentKernels = controller.type !== 'feedforward' && (controller.layers ?? 1) === 1;
  return layerSubject(name, hasRecurrentKernels, layer);
}

/** A Neural Turing Machine with a controller given by its config. */
function turing(name: string, controller: ControllerArgs, more: Partial<NtmArgs> = {}): Subject {
  return withController(`ntm, ${name}`, controller, (args) => ntm({...args, ...more}));
}

/** A Neural Turing Machine whose controller is a cell of tfjs, which has its own options of weights. */
function turingWithCell(): Subject {
  const make = (options: SubjectOptions = {}, dropout = 0) => {
    const {units, seed, weights, recurrent} = splitOptions(options);
    const controller = layers.lstmCell({
      units: 2,
      ...seededInitializers(seed),
      ...(weights as object),
      dropout,
      recurrentDropout: dropout,
    });
    return ntm({memory, controller, ...mapOptions(weights), ...recurrent, units, seed});
  };
  return layerSubject('ntm, RNNCell', false, make, (rate, options) => make(options, rate));
}

/** What else a Neural Turing Machine can have: several heads, and a learned start. */
const learned: Partial<NtmArgs> = {
  heads: ['write', 'read', 'read'],
  memory: {...memory, contents: 'learned'},
  firstWeighting: 'learned',
  firstReads: 'learned',
};

export const turingMachines: readonly Subject[] = [
  turing('feedforward', {type: 'feedforward', units: 2}),
  turing('lstm', {type: 'lstm', units: 2}),
  turing('gru', {type: 'gru', units: 2}),
  turing('2 lstm', {type: 'lstm', units: 2, layers: 2}, {firstControllerState: 'learned'}),
  turingWithCell(),
  turing('learned', {type: 'feedforward', units: 2}, learned),
];

/** A Differentiable Neural Computer with all that it can have. */
const everything = {
  readHeads: 2,
  writeHeads: 2,
  contentMask: true,
  eraseFreed: true,
  sharpLinks: true,
  outputClip: 20,
} as const;

/** Rows that differ from the start: of rows that are used or found alike, rounding says which is first. */
const unlike = {...memory, contents: 'random'} as const;

/** The descendants of the Neural Turing Machine. */
export const descendants: readonly Subject[] = [
  withController('dnc', {type: 'lstm', units: 2}, (args) => dnc({...args, ...everything})),
  withController('mann', {type: 'lstm', units: 2}, (args) => mann({...args, memory: unlike, readHeads: 2})),
  withController('sam', {type: 'lstm', units: 2}, (args) =>
    sam({...args, memory: unlike, readHeads: 2, rowsRead: 3}),
  ),
  // Other weights, as of some seeds a vector that is written is near 0, where its cosine bends sharply.
  withController('sdnc', {type: 'lstm', units: 2}, ({seed = 0, ...args}) =>
    sdnc({...args, seed: seed + 1, memory: unlike, readHeads: 2, rowsRead: 3, links: 4}),
  ),
  withController('delta', {type: 'lstm', units: 2}, (args) =>
    delta({...args, readHeads: 2, decay: true, maxWriteStrength: 2}),
  ),
  withController('attention', {type: 'lstm', units: 2}, (args) => attention({...args, readHeads: 2})),
  withController('stack', {type: 'lstm', units: 2}, neuralStack),
  withController('queue', {type: 'lstm', units: 2}, neuralQueue),
  withController('deque', {type: 'lstm', units: 2}, neuralDeque),
];

export const baseline: Subject = layerSubject('lstmBaseline', false, (options) => {
  const {units, seed, weights, recurrent} = splitOptions(options);
  return lstmBaseline({hiddenUnits: 2, layers: 2, ...weights, ...recurrent, units, seed});
});

/** A custom architecture. */
export const delay: Subject = layerSubject('own access', false, (options) => {
  const {units, seed, weights, recurrent} = splitOptions(options);
  return memoryLayer({
    access: new DelayAccess(memory),
    controller: {type: 'feedforward', units: 2},
    ...weights,
    ...recurrent,
    units,
    seed,
  });
});
