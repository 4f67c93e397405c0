import type {ModelName} from '@ntmjs/presets';
import {createTask} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import type {JobResult} from '../result.js';
import {failingSeeds, generalizationTable} from './generalization.js';

/** A trial at a length on so many rows, and what it gave. */
type Tried = readonly [length: number | undefined, rows: number | undefined, value: number];

/** A run with some wrong bits, and as many shares of each kind; a part of its training ran on other sizes of the memory. */
function result(
  model: ModelName,
  rows: number | undefined,
  trials: readonly Tried[],
  {seed = 1, trainedRows = 0} = {},
): JobResult {
  const [trained, ...beyond] = trials.map(([length, on, value]) => ({
    difficulty: length === undefined ? {} : {length},
    rows: on,
    ...(on === trainedRows && {trainedSize: true}),
    wrongBits: value,
    metrics: {coarse: value, fine: value / 2, accuracy1: value, accuracy2: value, accuracy5: value},
  }));
  return {model, seed, rows, evaluation: {trained, beyond}} as unknown as JobResult;
}

const rowsOf = (table: string) => table.split('\n').filter((_, line) => line !== 1);

test('models of equal memories and one without stand side by side; in brackets is the greatest number of wrong bits, then how many seeds made none', () => {
  const table = generalizationTable(createTask('copy'), [
    result('ntm-feedforward', 128, [
      [undefined, 128, 1],
      [80, 128, 0],
      [80, 256, 2],
    ]),
    result('ntm-feedforward', 128, [
      [undefined, 128, 2],
      [80, 128, 5],
      [80, 256, 4],
    ]),
    result('lstm', undefined, [
      [undefined, undefined, 7],
      [80, undefined, 8],
    ]),
  ]);
  expect(rowsOf(table)).toEqual([
    '| length | memory rows | NTM, feedforward controller: wrong bits | LSTM: wrong bits |',
    '| 1–20 | 128 | 1.50 (2.00), 0 of 2 | 7.00 |',
    '| 80 | 128 | 2.50 (5.00), 1 of 2 | 8.00 |',
    '| 80 | 256 | 3.00 (4.00), 0 of 2 | – |',
  ]);
});

test('memories of different sizes are stated as multiples of a model’s own, in order', () => {
  const table = generalizationTable(createTask('copy'), [
    result('ntm-feedforward', 128, [
      [undefined, 128, 1],
      [20, 128, 2],
      [80, 128, 3],
    ]),
    result('dnc', 32, [
      [undefined, 32, 4],
      [20, 32, 5],
      [20, 64, 6],
      [80, 32, 7],
      [80, 64, 8],
    ]),
  ]);
  expect(rowsOf(table)).toEqual([
    '| length | memory | NTM, feedforward controller: wrong bits | DNC: wrong bits |',
    '| 1–20 | as trained | 1.00 | 4.00 |',
    '| 20 | as trained | 2.00 | 5.00 |',
    '| 20 | 2 × as trained | – | 6.00 |',
    '| 80 | as trained | 3.00 | 7.00 |',
    '| 80 | 2 × as trained | – | 8.00 |',
  ]);
});

test('of shares the worst is the least', () => {
  const table = generalizationTable(createTask('transduction'), [
    result('queue', 64, [[undefined, 64, 0.5]]),
    result('queue', 64, [[undefined, 64, 1]]),
  ]);
  expect(rowsOf(table)).toEqual([
    '| length | memory rows | Neural queue: coarse accuracy | Neural queue: fine accuracy |',
    '| 1–10 | 64 | 75.0% (50.0%), 1 of 2 | 37.5% (25.0%), 0 of 2 |',
  ]);
});

test('with many metrics the models are rows, and a missing metric is a dash', () => {
  const table = generalizationTable(createTask('few-shot'), [
    result('mann', 64, [[undefined, 64, 0.5]]),
    result('lstm', undefined, [[undefined, undefined, 0.25]]),
  ]);
  expect(rowsOf(table)).toEqual([
    '| shots | memory rows | model | accuracy 1st | accuracy 2nd | accuracy 5th | accuracy 10th |',
    '| 10 | 64 | MANN | 50.0% | 50.0% | 50.0% | – |',
    '| 10 | 64 | LSTM | 25.0% | 25.0% | 25.0% | – |',
  ]);
});

test('sizes of the memory that a part of the training ran on are not called generalization', () => {
  const trials = [
    [undefined, 128, 0],
    [80, 128, 0],
    [80, 256, 0],
  ] as const;
  const table = generalizationTable(createTask('copy'), [
    result('ntm-feedforward', 128, trials, {trainedRows: 256}),
    result('ntm-feedforward', 128, trials, {seed: 2, trainedRows: 256}),
    result('ntm-lstm', 128, trials),
  ]);
  expect(rowsOf(table).slice(2)).toEqual([
    '| 80 | 128 | 0 (0), 2 of 2 | 0 |',
    '| 80 | 256 | 0 (0), 2 of 2, size trained | 0 |',
  ]);
});

test('lists by number the seeds that make mistakes where others make none', () => {
  const of = (seed: number, ...values: [number, number, number]) =>
    result(
      'ntm-feedforward',
      128,
      [
        [undefined, 128, values[0]],
        [80, 128, values[1]],
        [80, 256, values[2]],
      ],
      {seed},
    );
  expect(failingSeeds(createTask('copy'), [of(1, 0, 0, 1), of(2, 0, 3, 1), of(3, 0, 4, 2)])).toEqual([
    '- NTM, feedforward controller: length 80: seeds 2, 3',
  ]);
  expect(failingSeeds(createTask('copy'), [of(1, 0, 0, 0), of(7, 0, 0, 5)])).toEqual([
    '- NTM, feedforward controller: length 80 (memory 256): seed 7',
  ]);
  expect(failingSeeds(createTask('copy'), [of(1, 0, 0, 0)])).toEqual([]);
});
