import * as tf from '@tensorflow/tfjs-core';
import {expect, test} from 'vitest';
import {describeOnBackends} from './backends.js';
import {expectNoLeak} from './leaks.js';

describeOnBackends('expectNoLeak', () => {
  test('passes where nothing but the result is left', () => {
    const x = tf.tensor([1, 2]);
    expectNoLeak(() => tf.tidy(() => tf.add(tf.square(x), x)));
    expectNoLeak(() => ({a: tf.neg(x), b: [tf.square(x)]}));
    expectNoLeak(() => tf.grads((y) => tf.square(y!))([x]));
  });

  test('fails where something in between is left', () => {
    const x = tf.tensor([1, 2]);
    expect(() => expectNoLeak(() => tf.add(tf.square(x), x), 3)).toThrow(/tensors left by \d+ calls/);
  });

  test('fails where one call of many leaves something', () => {
    let calls = 0;
    const leakOnce = () => {
      calls++;
      if (calls === 100) tf.scalar(1);
    };
    expect(() => expectNoLeak(leakOnce)).toThrow(/1 tensors left by \d+ calls/);
  });

  test('fails where a tensor that was given is disposed', () => {
    const x = tf.tensor([1, 2]);
    expect(() => expectNoLeak(() => x, 1)).toThrow(/tensors left by 1 calls/);
  });
});
