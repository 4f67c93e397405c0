import {expectClose} from '@ntmjs/test-support/close';
import * as tf from '@tensorflow/tfjs-core';
import type {Check} from '../check.js';
import {expectEqual, expectThat} from '../expectations.js';
import {modelOf, predicted} from '../models.js';
import {BATCH, sequences, targets, UNITS} from '../samples.js';

/** `fit` lowers the loss and validates on what it keeps back; `evaluate`, `predict` and `predictOnBatch` agree with it. */
export const fit: Check = {
  name: 'fit, evaluate, predict',
  async run(subject, host) {
    const [x, y] = [sequences({batch: 2 * BATCH}), targets([2 * BATCH, UNITS])];
    const model = modelOf(subject);
    model.compile({optimizer: tf.train.adam(0.05), loss: 'meanSquaredError', metrics: ['mae']});
    const args = {epochs: 6, batchSize: BATCH, validationSplit: 0.5, shuffle: false, verbose: 0} as const;
    const {history} = await model.fit(x, y, args);
    expectEqual('what the history has', Object.keys(history).sort(), ['loss', 'mae', 'val_loss', 'val_mae']);
    const losses = history.loss as number[];
    expectEqual('number of losses', losses.length, 6);
    expectThat(`the losses ${losses} fall`, losses.at(-1)! < losses[0]!);
    const [kept, keptTargets] = [tf.slice(x, BATCH), tf.slice(y, BATCH)];
    const evaluated = model.evaluate(kept, keptTargets) as tf.Scalar[];
    expectClose([(await evaluated[0]!.data())[0]!], [(history.val_loss as number[]).at(-1)!], host.tolerance);
    const output = await predicted(model, kept);
    expectClose(await (model.predictOnBatch(kept) as tf.Tensor).data(), output, host.tolerance);
    const wanted = await keptTargets.data();
    const loss = output.reduce((sum, value, index) => sum + (value - wanted[index]!) ** 2, 0) / output.length;
    expectClose([loss], [(await evaluated[0]!.data())[0]!], host.tolerance);
    model.optimizer.dispose();
  },
};
