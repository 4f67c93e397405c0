import {readdir, readFile} from 'node:fs/promises';
import {createModel} from '@ntmjs/presets';
import {createTask} from '@ntmjs/tasks';
import {useBackend, useFolder} from '@ntmjs/test-support';
import {eventsOf} from '@ntmjs/test-support/tensorboardEvents';
import type {TrainReport} from '@ntmjs/training';
import {Run, type RunConfig} from '@ntmjs/training/runs';
import * as tf from '@tensorflow/tfjs-core';
import {expect, test} from 'vitest';
import {openTensorBoard, TENSORBOARD} from './tensorboard.js';

useBackend('wasm');

const path = useFolder();

const task = createTask('copy', {vectorWidth: 2, maxLength: 2});
const controller = {type: 'feedforward', units: 4} as const;
const config = {architecture: 'ntm', controller, memory: {rows: 6, width: 3}} as const;

const runConfig: RunConfig = {
  task: {name: 'copy', config: {...task.config}},
  model: config,
  training: {
    batch: 1,
    sequences: 100,
    compile: 'never',
    optimizer: {type: 'adam', learningRate: 1e-3},
    clip: {},
  },
  seed: 1,
  backend: 'wasm',
};

const report: TrainReport = {
  ...{sequences: 100, seconds: 1, sequencesPerSecond: 100, bits: 3.5, wrongBits: 1, learningRate: 2 ** -10},
  ...{engine: 'eager', difficulty: {length: 2}, metrics: {coarse: Number.NaN}},
  onRows: {12: {bits: 4, wrongBits: 2}},
};

/** The events of the files of a run. */
async function events() {
  const names = (await readdir(path('run', TENSORBOARD))).sort();
  expect(names).toEqual([expect.stringMatching(/^events\.out\.tfevents\.\d+\.[^/]+\.\d+$/)]);
  return eventsOf(await readFile(path('run', TENSORBOARD, names[0]!)));
}

/** The values of an event by their tags. */
function valuesOf(event: {[name: string]: unknown} | undefined): Record<string, {[name: string]: unknown}> {
  const {value} = event!.summary as {value: {tag: string}[]};
  return Object.fromEntries(value.map(({tag, ...rest}) => [tag, rest]));
}

test('a run has its reports, and an episode with the weightings of its heads, as event files', async () => {
  const run = await Run.create(path('run'), runConfig, {ntmjs: '1.0.0'});
  const model = createModel(config, task, 1);
  const before = tf.memory().numTensors;
  const board = await openTensorBoard({run, task, rows: 6, sequences: undefined});
  await board.report(report);
  for (const sequences of [100, 149, 150]) await board.episode(model, sequences);
  expect(tf.memory().numTensors).toBe(before);
  await run.close();
  const [start, numbers, first, second, ...others] = await events();
  expect(start).toMatchObject({fileVersion: 'brain.Event:2'});
  expect(numbers).toMatchObject({step: 100});
  expect(valuesOf(numbers)).toEqual({
    'training/bits': {simpleValue: 3.5},
    'training/wrongBits': {simpleValue: 1},
    'training on 12 rows/bits': {simpleValue: 4},
    'training on 12 rows/wrongBits': {simpleValue: 2},
    'difficulty/length': {simpleValue: 2},
    'speed/learningRate': {simpleValue: 2 ** -10},
    'speed/sequencesPerSecond': {simpleValue: 100},
  });
  // Not at 149 sequences: those have grown by less than a half.
  expect([first, second].map((event) => event!.step)).toEqual([100, 150]);
  expect(others).toEqual([]);
  const {episode, ...weightings} = valuesOf(first);
  expect(Object.keys(weightings)).toEqual(['weighting/write head', 'weighting/read head']);
  const {num, sum} = weightings['weighting/read head']!.histo as {num: number; sum: number};
  // Six rows at each of the five steps of two vectors, a delimiter and two answers; each step's weighting has the sum 1.
  expect([num, sum]).toEqual([30, expect.closeTo(5, 4)]);
  const {width, height, encodedImageString} = episode!.image as {
    width: number;
    height: number;
    encodedImageString: Buffer;
  };
  expect(encodedImageString.subarray(1, 4).toString()).toBe('PNG');
  expect(Math.min(width, height)).toBeGreaterThan(100);
  model.dispose();
});

test('a run that goes on hides what was written after its checkpoint', async () => {
  const run = await Run.create(path('run'), runConfig, {ntmjs: '1.0.0'});
  await openTensorBoard({run, task, rows: undefined, sequences: 40});
  await run.close();
  expect((await events())[1]).toMatchObject({step: 40, sessionLog: {status: 'START'}});
});
