import {createTask, type Task} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/testing';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test, vi} from 'vitest';
import {defaultTrials, evaluateLengths, resultsTable} from './evaluation.js';
import {createModel} from './model.js';
import type {Output} from './output.js';

describe('defaultTrials', () => {
  test('are each length on the memory as trained', () => {
    expect(defaultTrials([1, 20, 64], 128)).toEqual([
      {length: 1, rows: 128},
      {length: 20, rows: 128},
      {length: 64, rows: 128},
    ]);
  });

  test('are also on twice as many rows where a length takes more than half of them', () => {
    expect(defaultTrials([64, 65, 120], 128)).toEqual([
      {length: 64, rows: 128},
      {length: 65, rows: 128},
      {length: 65, rows: 256},
      {length: 120, rows: 128},
      {length: 120, rows: 256},
    ]);
  });
});

describe('evaluateLengths', () => {
  useBackend('wasm');
  const task = createTask('copy', {bits: 2, maxLength: 2});
  const rows = 8;
  let model: ReturnType<typeof createModel>;
  beforeAll(() => {
    const controller = {type: 'feedforward', units: 4} as const;
    model = createModel({architecture: 'ntm', controller, memory: {rows, width: 3}}, task, 1);
  });

  function args(trials: readonly {length: number; rows: number}[]) {
    const output = {line: vi.fn(), progress: vi.fn(), event: vi.fn()} satisfies Output;
    return {model, rows, task, trials, episodes: 5, seed: 1, compiled: false, output};
  }

  test('gives a result for each trial, as an event too, and leaves no tensor behind', async () => {
    const trials = [
      {length: 1, rows: 8},
      {length: 3, rows: 8},
      {length: 3, rows: 16},
    ];
    const given = args(trials);
    const before = tf.memory().numTensors;
    const results = await evaluateLengths(given);
    expect(results.map(({length, rows}) => ({length, rows}))).toEqual(trials);
    for (const {episodes, bits, wrongBits, worstWrongBits, length} of results) {
      expect(episodes).toBe(5);
      expect(bits).toBeGreaterThan(0);
      expect(wrongBits).toBeLessThanOrEqual(worstWrongBits);
      expect(worstWrongBits).toBeLessThanOrEqual(2 * length);
    }
    expect(given.output.event.mock.calls).toEqual(results.map((result) => ['evaluation', result]));
    expect(given.output.progress).toHaveBeenCalledTimes(3);
    expect(given.output.progress).toHaveBeenCalledWith('evaluating 5 episodes of length 3 on 16 rows');
    expect(tf.memory().numTensors).toBe(before);
  });

  test('the same seed gives the same results', async () => {
    const trials = [{length: 4, rows: 16}];
    expect(await evaluateLengths(args(trials))).toEqual(await evaluateLengths(args(trials)));
  });

  test('refuses a number of rows before the first episode', async () => {
    const given = args([
      {length: 1, rows: 8},
      {length: 1, rows: 2},
    ]);
    const before = tf.memory().numTensors;
    await expect(evaluateLengths(given)).rejects.toThrow('fit the 2 rows of the memory');
    expect(given.output.progress).not.toHaveBeenCalled();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('refuses a task without a length', async () => {
    const other: Task = {...task, name: 'other', trainingRange: {items: {min: 1, max: 2}}};
    await expect(evaluateLengths({...args([{length: 1, rows: 8}]), task: other})).rejects.toThrow(
      '--lengths must be left out for a task without a length, got "other"',
    );
  });

  test('ends with the reason of its signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    const before = tf.memory().numTensors;
    await expect(evaluateLengths({...args([{length: 1, rows: 16}]), signal})).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('the table of results', () => {
  const result = {length: 20, rows: 128, episodes: 100, bits: 0.0123, wrongBits: 0.5, worstWrongBits: 3};
  expect(resultsTable([result, {...result, length: 120, wrongBits: 0}]).split('\n')).toEqual([
    '  length   memory rows   wrong bits   worst sequence     bits',
    '  ───────────────────────────────────────────────────────────',
    '      20           128        0.500                3   0.0123',
    '     120           128            0                3   0.0123',
  ]);
});
