import {expectClose, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, layers} from '@tensorflow/tfjs-layers';
import {expect, test} from 'vitest';
import {compile, detach} from '../compile.js';
import {disposeOf, numbers, setWeights} from '../fixtures/bothWays.js';
import {chain} from '../fixtures/chain.js';
import {optimizers} from '../fixtures/optimizers.js';

useBackend('cpu');

test.each(Object.entries(optimizers))(
  '%s moves weights and its state as it does eagerly',
  async (name, optimizer) => {
    const [eager, compiled] = [1, 2].map(() => chain([layers.dense({units: 2})], {optimizer})) as [
      LayersModel,
      LayersModel,
    ];
    for (const model of [eager, compiled]) setWeights(model);
    const [x, y] = [numbers([6, 3, 2]), numbers([6, 2], 2)];
    const train = async (model: LayersModel) => {
      await model.fit(x, y, {epochs: 2, batchSize: 3, shuffle: false, verbose: 0});
    };
    const expectEqual = async () => {
      for (const [index, weight] of eager.getWeights().entries())
        expectClose(compiled.getWeights()[index]!, weight.dataSync(), {absolute: 1e-5, relative: 1e-5});
      expect(compiled.optimizer.iterations).toBe(eager.optimizer.iterations);
      if (name === 'adamax') return; // which does not return its state
      const [expected, actual] = [await eager.optimizer.getWeights(), await compiled.optimizer.getWeights()];
      for (const [index, {tensor}] of expected.entries())
        expectClose(actual[index]!.tensor, tensor.dataSync(), {absolute: 1e-6, relative: 1e-4});
      expect(actual.map((each) => each.name.replace(/.*\//, ''))).toEqual(
        expected.map((each) => each.name.replace(/.*\//, '')),
      );
      tf.dispose([expected[0]!.tensor, actual[0]!.tensor]);
    };
    // The state passes from an eager step to a compiled one, and back.
    for (const change of [() => {}, () => compile(compiled, {fallback: 'error'}), () => detach(compiled)]) {
      change();
      await train(eager);
      await train(compiled);
      await expectEqual();
    }
    for (const model of [eager, compiled]) disposeOf(model);
    tf.dispose([x, y]);
  },
);

test('arguments of an optimizer that change between steps count from the next step on', async () => {
  const model = chain([layers.dense({units: 2})], {optimizer: () => tf.train.sgd(0.1)});
  compile(model, {fallback: 'error'});
  const [x, y] = [numbers([6, 3, 2]), numbers([6, 2], 2)];
  await model.trainOnBatch(x, y);
  const before = model.getWeights().map((weight) => Array.from(weight.dataSync()));
  (model.optimizer as tf.SGDOptimizer).setLearningRate(0);
  await model.trainOnBatch(x, y);
  expect(model.getWeights().map((weight) => Array.from(weight.dataSync()))).toEqual(before);
  disposeOf(model);
  tf.dispose([x, y]);
});
