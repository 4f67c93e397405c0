import {compile, eagerReasonOf} from '@ntmjs/compile';
import {expectClose, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers, sequential} from '@tensorflow/tfjs-layers';
import {expect, test} from 'vitest';
import {createOptimizer, type OptimizerConfig, optimizerNames} from './createOptimizer.js';

useBackend('cpu');

test.each(optimizerNames())(
  'model.fit with %s runs compiled, and moves weights and state as it does eagerly',
  async (type) => {
    const create = () => {
      const gru = layers.gru({units: 3, recurrentInitializer: 'glorotUniform', inputShape: [4, 2]});
      const model = sequential({layers: [gru, layers.dense({units: 2})]});
      model.compile({
        optimizer: createOptimizer({type, learningRate: 0.01} as OptimizerConfig),
        loss: 'meanSquaredError',
      });
      return model;
    };
    const [eager, compiled] = [create(), create()];
    const initial = eager.weights.map(({shape}, index) =>
      tf.randomUniform(shape as number[], -0.5, 0.5, 'float32', index),
    );
    for (const model of [eager, compiled]) model.setWeights(initial);
    const x = tf.randomUniform([6, 4, 2], -1, 1, 'float32', 1);
    const y = tf.randomUniform([6, 2], -1, 1, 'float32', 2);
    const states = [];
    for (const model of [eager, compiled]) {
      await model.fit(x, y, {epochs: 2, batchSize: 4, shuffle: false, verbose: 0});
      if (model === compiled) compile(model, {fallback: 'error'});
      await model.fit(x, y, {epochs: 2, batchSize: 4, shuffle: false, verbose: 0});
      states.push([...(await model.optimizer.getWeights()).map(({tensor}) => tensor), ...model.getWeights()]);
    }
    expect(eagerReasonOf(compiled)).toBe(undefined);
    const [expected, actual] = states as [tf.Tensor[], tf.Tensor[]];
    for (const [index, tensor] of expected.entries()) expectClose(actual[index]!, tensor.dataSync());
    for (const model of [eager, compiled]) {
      model.optimizer.dispose();
      model.dispose();
    }
    tf.dispose([x, y, ...initial, expected[0]!, actual[0]!]);
  },
);
