import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {ntm} from './index.js';

useBackend('cpu');

const cell = () =>
  layers.lstmCell({units: 16, dropout: 0.5, recurrentDropout: 0.5, recurrentInitializer: 'glorotUniform'});

describe.each([
  ['a cell', () => cell()],
  [
    'stacked cells',
    () =>
      layers.stackedRNNCells({
        cells: [layers.gruCell({units: 4, recurrentInitializer: 'glorotUniform'}), cell()],
      }),
  ],
])('%s with dropout as controller', (_, controller) => {
  const create = () => {
    const layer = ntm({units: 2, controller: controller(), memory: {rows: 4, width: 2}, seed: 1});
    layer.build([null, null, 3]);
    return layer;
  };
  const x = (batch: number) => tf.randomNormal([batch, 3, 3], 0, 1, 'float32', 1);
  const values = (layer: ReturnType<typeof create>, batch: number, training: boolean) =>
    Array.from((layer.apply(x(batch), {training}) as tf.Tensor).dataSync());

  test('draws a dropout mask for each training sequence, and none otherwise', () => {
    const layer = create();
    expect(values(layer, 2, true)).not.toEqual(values(layer, 2, true));
    expect(values(layer, 2, false)).toEqual(values(layer, 2, false));
    expect(values(layer, 2, true)).not.toEqual(values(layer, 2, false));
  });

  test('takes batches of any size, and leaves nothing behind', () => {
    const layer = create();
    tf.tidy(() => values(layer, 2, true));
    const before = tf.memory().numTensors;
    for (const batch of [1, 3, 2]) {
      tf.tidy(() => {
        const {value, grads} = tf.variableGrads(() =>
          tf.sum(tf.square(layer.apply(x(batch), {training: true}) as tf.Tensor)),
        );
        const all = [value, ...Object.values(grads)].flatMap((tensor) => Array.from(tensor.dataSync()));
        expect(all.every(Number.isFinite)).toBe(true);
      });
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});
