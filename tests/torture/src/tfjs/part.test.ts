import {RandomStream} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {leakOf, useModel} from './part.js';

describe('the use of a model', () => {
  useBackend('cpu');

  test('leaves nothing', async () => {
    await useModel(new RandomStream(0));
    for (let seed = 1; seed < 10; seed++) {
      expect(await leakOf(() => useModel(new RandomStream(seed)))).toBeUndefined();
    }
  });

  test('that leaves a tensor is found', async () => {
    const left: tf.Tensor[] = [];
    const leaking = {
      async 'planted use'() {
        left.push(tf.scalar(1));
      },
    };
    expect(await leakOf(() => useModel(new RandomStream(1), leaking))).toMatch(
      /planted use: \d tensors of \d+ bytes/,
    );
    tf.dispose(left);
  });
});
