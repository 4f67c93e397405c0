import * as tf from '@tensorflow/tfjs-core';
import {expect, test} from 'vitest';
import type {About, Answer} from './protocol.js';
import {lap, serve} from './serve.js';

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
  {engine: 'relaxed simd', backend: 'wasm'},
  {engine: 'relaxed simd', backend: 'wasm', work: 'forward'},
] as const)('%j describes itself, and answers each request', async (computer) => {
  const sent: (About | Answer)[] = [];
  await serve({...item, ...computer}, requests(0, 0), (message) => sent.push(message));
  const compileMilliseconds = computer.engine === 'eager' ? undefined : expect.any(Number);
  expect(sent).toEqual([
    {parameters: 13260, versions: {tfjs: tf.version_core}, compileMilliseconds},
    answer,
    answer,
  ]);
});

test('a step of fit counts its batches', async () => {
  const sent: (About | Answer)[] = [];
  const addition = {
    model: 'addition',
    work: 'fit',
    task: 'synthetic',
    batch: 2,
    length: 5,
    threads: 1,
  } as const;
  await serve({...addition, engine: 'compiled', backend: 'wasm'}, requests(0), (message) =>
    sent.push(message),
  );
  expect(sent).toEqual([
    {parameters: 205324, versions: {tfjs: tf.version_core}, compileMilliseconds: expect.any(Number)},
    {...answer, steps: 4},
  ]);
});

test('takes steps until the time is up, at least one', async () => {
  let steps = 0;
  const step = async () => void steps++;
  expect(await lap(step, 0)).toEqual({steps: 1, seconds: expect.any(Number)});
  const long = await lap(step, 0.02);
  expect(long.seconds).toBeGreaterThanOrEqual(0.02);
  expect(steps).toBe(1 + long.steps);
});
