import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, layers} from '@tensorflow/tfjs-layers';
import {describe, test} from 'vitest';
import {classes, expectAgreement, indices, numbers} from './fixtures/bothWays.js';
import {chain} from './fixtures/chain.js';

useBackend('cpu');

/** Loss functions with the activation and the targets that they are for, `[6, 3, 4]` or `[6, 4]`. */
const losses: Record<
  string,
  {readonly activation: 'linear' | 'sigmoid' | 'softmax'; readonly targets: (shape: number[]) => tf.Tensor}
> = {
  meanSquaredError: {activation: 'linear', targets: (shape) => numbers([...shape, 4], 2)},
  meanAbsoluteError: {activation: 'linear', targets: (shape) => numbers([...shape, 4], 2)},
  meanAbsolutePercentageError: {activation: 'linear', targets: (shape) => numbers([...shape, 4], 2)},
  meanSquaredLogarithmicError: {activation: 'sigmoid', targets: (shape) => indices([...shape, 4], 5, 2)},
  squaredHinge: {activation: 'linear', targets: (shape) => numbers([...shape, 4], 2)},
  hinge: {activation: 'linear', targets: (shape) => numbers([...shape, 4], 2)},
  categoricalHinge: {activation: 'linear', targets: (shape) => classes(shape, 4, 2)},
  logcosh: {activation: 'linear', targets: (shape) => numbers([...shape, 4], 2)},
  categoricalCrossentropy: {activation: 'softmax', targets: (shape) => classes(shape, 4, 2)},
  sparseCategoricalCrossentropy: {activation: 'softmax', targets: (shape) => indices([...shape, 1], 4, 2)},
  binaryCrossentropy: {activation: 'sigmoid', targets: (shape) => indices([...shape, 4], 2, 2)},
  kullbackLeiblerDivergence: {activation: 'softmax', targets: (shape) => classes(shape, 4, 2)},
  poisson: {activation: 'sigmoid', targets: (shape) => indices([...shape, 4], 3, 2)},
  cosineProximity: {activation: 'linear', targets: (shape) => numbers([...shape, 4], 2)},
};

describe.each(Object.entries(losses))('%s', (loss, {activation, targets}) => {
  test.each([
    ['the last output', false],
    ['every output', true],
  ])('of %s', async (_, sequences) => {
    const data = {inputs: numbers([6, 3, 2]), targets: targets(sequences ? [6, 3] : [6])};
    await expectAgreement(
      () =>
        chain([layers.dense({units: 4, activation})], {sequences, loss, optimizer: () => tf.train.sgd(0.01)}),
      data,
    );
    tf.dispose([data.inputs, data.targets]);
  });
});

test('the clipping of probabilities has the gradient that it has eagerly', async () => {
  const create = () =>
    chain([layers.dense({units: 2, activation: 'softmax'})], {loss: 'categoricalCrossentropy'});
  const prepare = (model: LayersModel) => {
    const [kernel] = model.layers[1]!.getWeights();
    tf.tidy(() => model.layers[1]!.setWeights([kernel!, tf.tensor1d([40, -40])]));
  };
  const data = {inputs: numbers([6, 3, 2]), targets: classes([6], 2, 2)};
  await expectAgreement(create, data, {prepare});
  tf.dispose([data.inputs, data.targets]);
});
