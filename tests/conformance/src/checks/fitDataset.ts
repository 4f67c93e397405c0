import {expectClose} from '@ntmjs/test-support/close';
import type * as tf from '@tensorflow/tfjs-core';
import type {Check} from '../check.js';
import {expectSameBits} from '../expectations.js';
import {trainableModelOf} from '../models.js';
import {sequences, targets} from '../samples.js';
import {allValues} from '../values.js';

/** `fitDataset` and `evaluateDataset` do what `fit` and `evaluate` do with the same batches. */
export const fitDataset: Check = {
  name: 'fitDataset',
  async run(subject, host) {
    const batches = [1, 2].map((seed) => [sequences({seed}), targets(undefined, seed + 2)] as const);
    const dataset = {
      size: batches.length,
      async iterator() {
        let drawn = 0;
        return {
          async next() {
            if (drawn === batches.length) return {done: true, value: undefined};
            const [xs, ys] = batches[drawn++]!;
            return {done: false, value: {xs: xs.clone(), ys: ys.clone()}};
          },
        };
      },
    };
    const model = trainableModelOf(subject);
    await model.fitDataset(dataset as never, {epochs: 1, verbose: 0});
    const twin = trainableModelOf(subject);
    for (const [x, y] of batches) await twin.trainOnBatch(x, y);
    expectSameBits('weights', await allValues(model.getWeights()), await allValues(twin.getWeights()));
    const loss = (await model.evaluateDataset(dataset as never, {batches: 2})) as tf.Scalar;
    const losses = await allValues(batches.map(([x, y]) => twin.evaluate(x, y) as tf.Scalar));
    expectClose(await loss.data(), [(losses[0]! + losses[1]!) / 2], host.tolerance);
  },
};
