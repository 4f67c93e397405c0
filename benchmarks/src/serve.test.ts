import * as tf from '@tensorflow/tfjs-core';
import {expect, test} from 'vitest';
import type {About, Answer} from './protocol.js';
import {serve} from './serve.js';

async function* requests(...seconds: number[]) {
  for (const time of seconds) yield JSON.stringify({seconds: time});
}

const item = {
  model: 'ntm-feedforward',
  work: 'training',
  task: 'copy',
  batch: 2,
  length: 1,
  threads: 1,
} as const;
const answer = {steps: 1, seconds: expect.any(Number), memory: expect.any(Number)};

test.each([
  {engine: 'eager', backend: 'cpu'},
  {engine: 'eager', backend: 'wasm'},
  {engine: 'compiled', backend: 'wasm'},
  {engine: 'eager', backend: 'wasm', work: 'forward'},
  {engine: 'compiled', backend: 'wasm', work: 'forward'},
] as const)('%j says what it is, and answers each request', async (computer) => {
  const said: (About | Answer)[] = [];
  await serve({...item, ...computer}, requests(0, 0), (message) => said.push(message));
  const compileMilliseconds = computer.engine === 'compiled' ? expect.any(Number) : undefined;
  expect(said).toEqual([
    {parameters: 13260, versions: {tfjs: tf.version_core}, compileMilliseconds},
    answer,
    answer,
  ]);
});
