import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, layers, sequential} from '@tensorflow/tfjs-layers';
import {describe, test} from 'vitest';
import {classes, type Data, expectAgreement, indices, numbers} from './fixtures/bothWays.js';
import {optimizers} from './fixtures/optimizers.js';

useBackend('cpu');

const recurrent = {recurrentInitializer: 'glorotUniform'} as const;

/** Small models of the kinds in the public examples of tfjs. */
const models: Record<string, {readonly model: () => LayersModel; readonly data: () => Data}> = {
  'text generation': {
    model: () => {
      const lstm = layers.lstm({units: 5, ...recurrent, inputShape: [4, 6]});
      const model = sequential({layers: [lstm, layers.dense({units: 6, activation: 'softmax'})]});
      model.compile({optimizer: tf.train.rmsprop(0.01), loss: 'categoricalCrossentropy'});
      return model;
    },
    data: () => ({inputs: classes([6, 4], 6), targets: classes([6], 6, 2)}),
  },
  'addition of strings': {
    model: () => {
      const model = sequential();
      model.add(layers.lstm({units: 5, ...recurrent, inputShape: [4, 6]}));
      model.add(layers.repeatVector({n: 3}));
      model.add(layers.lstm({units: 4, ...recurrent, returnSequences: true}));
      model.add(layers.timeDistributed({layer: layers.dense({units: 6})}));
      model.add(layers.activation({activation: 'softmax'}));
      model.compile({optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy']});
      return model;
    },
    data: () => ({inputs: classes([6, 4], 6), targets: classes([6, 3], 6, 2)}),
  },
  forecasting: {
    model: () => {
      const gru = layers.gru({units: 5, ...recurrent, inputShape: [4, 3]});
      const model = sequential({layers: [gru, layers.dense({units: 1})]});
      model.compile({optimizer: 'rmsprop', loss: 'meanAbsoluteError', metrics: ['mse']});
      return model;
    },
    data: () => ({inputs: numbers([6, 4, 3]), targets: numbers([6, 1], 2)}),
  },
  sentiment: {
    model: () => {
      const model = sequential();
      model.add(layers.embedding({inputDim: 7, outputDim: 4, maskZero: true, inputLength: 5}));
      model.add(layers.lstm({units: 5, ...recurrent}));
      model.add(layers.dense({units: 1, activation: 'sigmoid'}));
      model.compile({optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['acc']});
      return model;
    },
    data: () => ({inputs: indices([6, 5], 7), targets: indices([6, 1], 2, 2)}),
  },
  'sequence tagging': {
    model: () => {
      const model = sequential();
      model.add(layers.embedding({inputDim: 7, outputDim: 4, inputLength: 5}));
      const layer = layers.lstm({units: 3, ...recurrent, returnSequences: true}) as never;
      model.add(layers.bidirectional({layer, mergeMode: 'concat'}));
      model.add(layers.timeDistributed({layer: layers.dense({units: 4, activation: 'softmax'})}));
      model.compile({optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['acc']});
      return model;
    },
    data: () => ({inputs: indices([6, 5], 7), targets: indices([6, 5, 1], 4, 2)}),
  },
};

describe.each(Object.entries(models))('%s', (_, {model, data}) => {
  test('trains as it does eagerly', async () => {
    const given = data();
    await expectAgreement(model, given);
    tf.dispose(given as never);
  });

  test.each(Object.entries(optimizers))('with %s', {tags: ['full']}, async (_, optimizer) => {
    const given = data();
    const create = () => {
      const made = model();
      made.compile({optimizer: optimizer(), loss: made.loss, metrics: made.metrics});
      return made;
    };
    await expectAgreement(create, given);
    tf.dispose(given as never);
  });
});
