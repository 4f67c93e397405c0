import '@tensorflow/tfjs-backend-cpu';
import {copyTask, RandomStream} from '@ntmjs/tasks';
import {createOptimizer, createTrainingStep} from '@ntmjs/training';
import * as tf from '@tensorflow/tfjs-core';
import {expect, test} from 'vitest';
import {buildModel} from './models.js';
import {createThreadedStep} from './threadedStep.js';

// With one thread, since workers need the built package: it goes the same way as with several.
test('trains as a training loop does, bit for bit', async () => {
  await tf.setBackend('cpu');
  const task = copyTask({vectorWidth: 4});
  const build = () =>
    buildModel({model: 'ntm', controller: 'feedforward', units: 6, rows: 5, width: 3}, task);
  const optimizer = createOptimizer({type: 'gravesRmsProp', learningRate: 1e-2});
  const threaded = await createThreadedStep(build(), optimizer, {elementwise: 10}, {threads: 1});
  const usual = await createTrainingStep(build(), optimizer, {elementwise: 10}, 'auto');
  const random = new RandomStream(1, 'test');
  const tensors = tf.memory().numTensors;
  for (let count = 0; count < 3; count++) {
    const episodes = task.sample(random, 3, {length: 2});
    expect(await threaded.run(episodes)).toEqual(await usual.run(episodes));
  }
  expect(tf.memory().numTensors).toBe(tensors);
});
