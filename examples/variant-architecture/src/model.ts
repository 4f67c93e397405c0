import {MemoryAugmentedCell, MemoryAugmentedRNN} from '@ntmjs/layers';
import {type LayersModel, sequential} from '@tensorflow/tfjs-layers';
import {RingAccess} from './ringAccess.js';
import {task} from './task.js';

/** A sequence model of one layer: an LSTM controller coupled to a ring memory. */
export function createModel(seed: number): LayersModel {
  const cell = new MemoryAugmentedCell({
    units: task.outputSize,
    controller: {type: 'lstm', units: 64},
    access: new RingAccess({rows: 32, width: 16}), // six items and their question are 32 steps
    startsFromZeros: false, // the layer starts the cell from the initial state of the access
    seed,
  });
  const inputShape = [null, task.inputSize];
  return sequential({layers: [new MemoryAugmentedRNN({cell, returnSequences: true, inputShape})]});
}
