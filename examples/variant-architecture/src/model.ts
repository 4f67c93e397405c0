import {memoryLayer} from '@ntmjs/layers';
import {type LayersModel, sequential} from '@tensorflow/tfjs-layers';
import {RingAccess} from './ringAccess.js';
import {task} from './task.js';

/** A sequence model of one layer: an LSTM controller coupled to a ring memory. */
export function createModel(seed: number): LayersModel {
  const layer = memoryLayer({
    access: new RingAccess({rows: 32, width: 16}), // six items and their question are 32 steps
    controller: {type: 'lstm', units: 64},
    units: task.outputSize,
    inputShape: [null, task.inputSize],
    returnSequences: true,
    seed,
  });
  return sequential({layers: [layer]});
}
