import * as tf from '@tensorflow/tfjs-core';
import {expect, test} from 'vitest';
import type {About, Answer} from './protocol.js';
import {serve} from './serve.js';

async function* requests(...seconds: number[]) {
  for (const time of seconds) yield JSON.stringify({seconds: time});
}

test.each(['cpu', 'wasm'] as const)(
  'an eager case on %s says what it is, and answers each request',
  async (backend) => {
    const said: (About | Answer)[] = [];
    const item = {backend, model: 'ntm-feedforward', task: 'copy', batch: 2, length: 1, threads: 1} as const;
    await serve(item, requests(0, 0), (message) => said.push(message));
    expect(said).toEqual([
      {parameters: 13260, versions: {tfjs: tf.version_core}},
      {steps: 1, seconds: expect.any(Number)},
      {steps: 1, seconds: expect.any(Number)},
    ]);
  },
);
