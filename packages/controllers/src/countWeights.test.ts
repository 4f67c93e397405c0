import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers} from '@tensorflow/tfjs-layers';
import {expect, test} from 'vitest';
import {type ControllerType, controllerTypes, createController} from './controller.js';
import {countWeights} from './countWeights.js';

useBackend('cpu');

const cases = controllerTypes.flatMap((type) =>
  [1, 2, 3].map((depth): [ControllerType, number] => [type, depth]),
);

test.each(cases)(
  'the weights of %s controllers with %d layers are counted before they are made',
  (type, depth) => {
    const controller = createController({type, units: 5, layers: depth});
    const counted = countWeights(controller, 7);
    tf.tidy(() => controller.build([null, 7]));
    expect(controller.countParams()).toBe(counted);
    expect(countWeights(createController({type, units: 9, layers: depth}), 7, 5)).toBe(counted);
  },
);

test('the cells of tfjs count, and those of others as none', () => {
  const simple = layers.simpleRNNCell({units: 4, recurrentInitializer: 'glorotUniform'});
  tf.tidy(() => simple.build([null, 3]));
  expect(countWeights(simple, 3)).toBe(simple.countParams());
  class OwnCell extends layers.RNNCell {
    static readonly className = 'UncountedCell';
    readonly stateSize = 8;
  }
  expect(countWeights(new OwnCell({}), 3)).toBe(0);
});
