import {type LayersModel, callbacks as tfjsCallbacks} from '@tensorflow/tfjs-layers';
import type {Check} from '../check.js';
import {expectEqual} from '../expectations.js';
import {trainableModelOf} from '../models.js';
import {BATCH, sequences, targets, UNITS} from '../samples.js';

/** Callbacks are called as often as they should be, one can stop training, and early stopping does. */
export const callbacks: Check = {
  name: 'callbacks, early stopping',
  async run(subject) {
    const [x, y] = [sequences({batch: 2 * BATCH}), targets([2 * BATCH, UNITS])];
    const model: LayersModel = trainableModelOf(subject);
    const calls: string[] = [];
    const own = {
      onEpochBegin: async (epoch: number) => void calls.push(`begin ${epoch}`),
      onBatchEnd: async (batch: number) => void calls.push(`batch ${batch}`),
      onEpochEnd: async (epoch: number) => {
        calls.push(`end ${epoch}`);
        model.stopTraining = epoch === 1;
      },
    };
    await model.fit(x, y, {epochs: 5, batchSize: BATCH, verbose: 0, callbacks: own});
    const epoch = (index: number) => [`begin ${index}`, 'batch 0', 'batch 1', `end ${index}`];
    expectEqual('calls', calls, [...epoch(0), ...epoch(1)]);
    const stopping = tfjsCallbacks.earlyStopping({monitor: 'val_loss', minDelta: 1e6, patience: 0});
    const {history} = await model.fit(x, y, {
      epochs: 5,
      batchSize: BATCH,
      validationSplit: 0.5,
      verbose: 0,
      callbacks: stopping,
    });
    expectEqual('epochs until nothing gets better', history.loss!.length, 2);
  },
};
