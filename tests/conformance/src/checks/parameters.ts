import * as tf from '@tensorflow/tfjs-core';
import type {Check} from '../check.js';
import {expectEqual, expectThat} from '../expectations.js';
import {modelOf, recurrentLayer} from '../models.js';

/** `countParams` and `summary` count every weight once, and say which are trainable. */
export const parameters: Check = {
  name: 'countParams, summary',
  run(subject) {
    const model = modelOf(subject, {name: 'counted'});
    const layer = recurrentLayer(model);
    const sizes = layer.getWeights().map(({shape}) => tf.util.sizeFromShape(shape));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expectThat('there are weights', total > 0);
    expectEqual('layer.countParams()', layer.countParams(), total);
    expectEqual('model.countParams()', model.countParams(), total);
    const names = model.weights.map(({name}) => name);
    expectEqual('number of different names of weights', new Set(names).size, names.length);
    const summary = () => {
      const lines: string[] = [];
      model.summary(undefined, undefined, (line) => lines.push(String(line)));
      return lines.join('\n');
    };
    expectThat('the summary names the layer', summary().includes('counted'));
    expectThat(`the summary counts ${total} trainable`, summary().includes(`Trainable params: ${total}`));
    layer.trainable = false;
    expectThat(`frozen, it counts ${total} others`, summary().includes(`Non-trainable params: ${total}`));
  },
};
