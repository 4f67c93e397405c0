import {createModel} from '@ntmjs/presets';
import {createTask} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {beforeAll, describe, expect, test, vi} from 'vitest';
import type {EvaluationSetting} from './difficulties.js';
import {type EvaluationResult, evaluateSettings, partText, resultsTable} from './evaluate.js';

describe('evaluateSettings', () => {
  useBackend('wasm');
  const task = createTask('copy', {vectorWidth: 2, maxLength: 2});
  const rows = 8;
  let model: LayersModel;
  let memoryless: LayersModel;
  beforeAll(() => {
    const controller = {type: 'feedforward', units: 4} as const;
    model = createModel({architecture: 'ntm', controller, memory: {rows, width: 3}}, task, 1);
    memoryless = createModel({architecture: 'lstm', hiddenUnits: 3, layers: 1}, task, 1);
  });

  function args(settings: readonly EvaluationSetting[]) {
    const [onProgress, onResult] = [vi.fn(), vi.fn()];
    return {model, rows, task, settings, episodes: 5, seed: 1, onProgress, onResult};
  }

  /** A length and a number of rows. */
  function at(length: number, rows: number | undefined): EvaluationSetting {
    return {difficulty: {length}, rows};
  }

  test('returns a result for each setting, reports each, and leaks no tensor', async () => {
    const settings = [at(1, 8), at(3, 8), at(3, 16), {difficulty: {}, rows: 16}];
    const given = args(settings);
    const before = tf.memory().numTensors;
    const results = await evaluateSettings(given);
    expect(results.map(({difficulty, rows}) => ({difficulty, rows}))).toEqual(settings);
    for (const {episodes, bits, wrongBits, worstWrongBits, difficulty} of results) {
      expect(episodes).toBe(5);
      expect(bits).toBeGreaterThan(0);
      expect(wrongBits).toBeLessThanOrEqual(worstWrongBits);
      expect(worstWrongBits).toBeLessThanOrEqual(2 * (difficulty.length ?? 2));
    }
    expect(given.onResult.mock.calls).toEqual(results.map((result) => [result]));
    expect(given.onProgress.mock.calls.flat()).toEqual([
      'evaluating 5 episodes, length 1 with 8 memory rows',
      'evaluating 5 episodes, length 3 with 8 memory rows',
      'evaluating 5 episodes, length 3 with 16 memory rows',
      'evaluating 5 episodes, as trained with 16 memory rows',
    ]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('results on other rows say whether training ran on them', async () => {
    const given = args([at(1, 8), at(1, 16), at(1, 32)]);
    const results = await evaluateSettings({...given, onRows: {16: {bits: [1]}}});
    expect(results.map(({trainedSize}) => trainedSize)).toEqual([undefined, true, undefined]);
    expect((await evaluateSettings(given))[1]).not.toHaveProperty('trainedSize');
  });

  test('a model without a memory has results without rows', async () => {
    const given = {...args([at(3, undefined)]), model: memoryless, rows: undefined};
    const before = tf.memory().numTensors;
    const results = await evaluateSettings(given);
    expect(results).toMatchObject([{difficulty: {length: 3}, episodes: 5}]);
    expect(results[0]!.rows).toBeUndefined();
    expect(given.onProgress.mock.calls).toEqual([['evaluating 5 episodes, length 3']]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('compiled models have the same results to rounding', async () => {
    const settings = [at(4, 8), at(4, 16)];
    const eager = await evaluateSettings(args(settings));
    const controller = {type: 'feedforward', units: 4} as const;
    const equal = createModel({architecture: 'ntm', controller, memory: {rows, width: 3}}, task, 1);
    const compiled = await evaluateSettings({...args(settings), model: equal, compiled: true});
    for (const [index, {bits}] of compiled.entries()) expect(bits).toBeCloseTo(eager[index]!.bits, 4);
  });

  test('a task’s own metrics are part of the results', async () => {
    const own = createTask('copy', {vectorWidth: 1, maxLength: 2, endMarker: true});
    const other = createModel({architecture: 'lstm', hiddenUnits: 3, layers: 1}, own, 1);
    const given = {...args([at(2, undefined)]), model: other, rows: undefined, task: own};
    const [result] = await evaluateSettings(given);
    expect(Object.keys(result!.metrics!)).toEqual(['wrongVectorBits', 'wrongEndMarkers']);
  });

  test('the split of a task’s classes is part of the results', async () => {
    const own = createTask('few-shot', {classes: 2, size: 4, split: 'held-out'});
    const other = createModel({architecture: 'lstm', hiddenUnits: 3, layers: 1}, own, 1);
    const given = {...args([{difficulty: {}}]), model: other, rows: undefined, task: own};
    expect(await evaluateSettings(given)).toMatchObject([{split: 'held-out', metrics: {}}]);
    expect((await evaluateSettings(args([at(1, 8)])))[0]).not.toHaveProperty('split');
  });

  test('equal seeds give equal results', async () => {
    const settings = [at(4, 16)];
    expect(await evaluateSettings(args(settings))).toEqual(await evaluateSettings(args(settings)));
  });

  test('rejects a number of rows before the first episode', async () => {
    const given = args([at(1, 8), at(1, 2)]);
    const before = tf.memory().numTensors;
    await expect(evaluateSettings(given)).rejects.toThrow('rows must be at least 3: its heads');
    expect(given.onProgress).not.toHaveBeenCalled();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('ends with the reason of its signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    const before = tf.memory().numTensors;
    await expect(evaluateSettings({...args([at(1, 16)]), signal})).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('the table of results', () => {
  const means = {episodes: 100, bits: 0.0123, wrongBits: 0.5, worstWrongBits: 3};

  test('has a column for each part of the difficulty, and one for the rows', () => {
    const results: EvaluationResult[] = [
      {difficulty: {}, rows: 128, ...means},
      {difficulty: {length: 120}, rows: 256, ...means, wrongBits: 0},
    ];
    expect(resultsTable(createTask('copy'), results).split('\n')).toEqual([
      '  length   memory rows   wrong bits   worst sequence     bits',
      '  ───────────────────────────────────────────────────────────',
      '    1–20           128        0.500                3   0.0123',
      '     120           256            0                3   0.0123',
    ]);
  });

  test('marks rows that a part of training ran on, with a note', () => {
    const results: EvaluationResult[] = [
      {difficulty: {}, rows: 128, ...means},
      {difficulty: {length: 120}, rows: 2048, trainedSize: true, ...means},
    ];
    expect(resultsTable(createTask('copy'), results).split('\n')).toEqual([
      '  length   memory rows   wrong bits   worst sequence     bits',
      '  ───────────────────────────────────────────────────────────',
      '    1–20           128        0.500                3   0.0123',
      '     120        * 2048        0.500                3   0.0123',
      '',
      '  * A part of training ran on so many rows: carrying over to them is trained, not extrapolated.',
    ]);
  });

  test('formats shares as percentages', () => {
    const results = [{difficulty: {}, ...means, metrics: {coarse: 0.5, fine: 0.875}}];
    expect(resultsTable(createTask('transduction'), results).split('\n')).toEqual([
      '  length   wrong bits   worst sequence     bits   coarse accuracy   fine accuracy',
      '  ───────────────────────────────────────────────────────────────────────────────',
      '    1–10        0.500                3   0.0123             50.0%           87.5%',
    ]);
  });

  test('has a column for each of the task’s own metrics, and none for rows without a memory', () => {
    const metrics = {wrongEndMarkers: 2};
    const results = [{difficulty: {repeats: 11}, ...means, metrics}];
    expect(resultsTable(createTask('repeat-copy'), results).split('\n')).toEqual([
      '  length   repeats   wrong bits   worst sequence     bits   wrong end markers',
      '  ───────────────────────────────────────────────────────────────────────────',
      '    1–10        11        0.500                3   0.0123                2.00',
    ]);
  });
});

test('a part of a difficulty is the number that it was set to, or its training range', () => {
  const [copy, nGrams] = [createTask('copy'), createTask('n-grams')];
  expect(partText(copy, {length: 7}, 'length')).toBe('7');
  expect(partText(copy, {}, 'length')).toBe('1–20');
  expect(partText(nGrams, {}, 'steps')).toBe('200');
});
