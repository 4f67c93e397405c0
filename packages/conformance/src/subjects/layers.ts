import {type ControllerArgs, mapOptions} from '@ntmjs/controllers';
import {lstmBaseline, MemoryAugmentedCell, MemoryAugmentedRNN, type NtmArgs, ntm} from '@ntmjs/layers';
import {layers} from '@tensorflow/tfjs-layers';
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

/** A Neural Turing Machine with a controller in words. */
function turing(name: string, controller: ControllerArgs, args: Partial<NtmArgs> = {}): Subject {
  const layer = (options?: SubjectOptions) => {
    const {units, seed, weights, recurrent} = splitOptions(options);
    return ntm({memory, ...args, controller, ...weights, ...recurrent, units, seed});
  };
  const hasRecurrentKernels = controller.type !== 'feedforward' && (controller.layers ?? 1) === 1;
  return layerSubject(`ntm, ${name}`, hasRecurrentKernels, layer);
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
};

export const turingMachines: readonly Subject[] = [
  turing('feedforward', {type: 'feedforward', units: 2}),
  turing('lstm', {type: 'lstm', units: 2}),
  turing('gru', {type: 'gru', units: 2}),
  turing('2 lstm', {type: 'lstm', units: 2, layers: 2}),
  turingWithCell(),
  turing('learned', {type: 'feedforward', units: 2}, learned),
];

export const baseline: Subject = layerSubject('lstmBaseline', false, (options) => {
  const {units, seed, weights, recurrent} = splitOptions(options);
  return lstmBaseline({hiddenUnits: 2, layers: 2, ...weights, ...recurrent, units, seed});
});

/** An architecture of a user's own. */
export const delay: Subject = layerSubject('own access', false, (options) => {
  const {units, seed, weights, recurrent} = splitOptions(options);
  const cell = new MemoryAugmentedCell({
    ...weights,
    controller: {type: 'feedforward', units: 2, ...mapOptions(weights)},
    access: new DelayAccess(memory),
    startsFromZeros: false,
    units,
    seed,
  });
  return new MemoryAugmentedRNN({...recurrent, cell});
});
