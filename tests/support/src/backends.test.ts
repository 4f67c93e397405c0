import * as tf from '@tensorflow/tfjs-core';
import {expect, test} from 'vitest';
import {type Backend, describeOnBackends} from './backends.js';

const seen: Backend[] = [];

describeOnBackends('what runs on each backend', (backend) => {
  test('runs on the backend of that name', () => {
    seen.push(backend);
    expect(tf.getBackend()).toBe(backend);
    expect(tf.add(1, 2).dataSync()[0]).toBe(3);
  });

  test('has gradients', () => {
    const [gradient] = tf.grads((x) => tf.square(x!))([tf.scalar(3)]);
    expect(gradient!.dataSync()[0]).toBe(6);
  });
});

test('every backend has had its turn', () => {
  expect(seen).toEqual(['cpu', 'wasm']);
});
