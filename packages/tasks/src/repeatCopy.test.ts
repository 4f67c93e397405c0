import {ArgumentError} from '@ntmjs/arguments';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {blankRows, type EpisodeRows, episodeRows} from './fixtures/rows.js';
import {bitMetrics} from './metrics.js';
import {graves2014} from './papers.js';
import {RandomStream} from './random.js';
import {type RepeatCopyOptions, repeatCopyTask} from './repeatCopy.js';

test('a table of one batch', () => {
  const task = repeatCopyTask({vectorWidth: 2, minRepeats: 1, maxRepeats: 3});
  const episodes = task.sample(new RandomStream(2), 2, {length: 2, repeats: 3});
  // 1, 2, 3 have mean 2 and variance 2/3.
  const cue = [0, 0, 1, Math.fround(1 / Math.sqrt(2 / 3))];
  const mask = [0, 0, 0, 1, 1, 1, 1, 1, 1, 1];
  expect(episodeRows(episodes)).toEqual([
    {
      inputs: [[1, 1, 0, 0], [0, 1, 0, 0], cue, ...blankRows(7, 4)],
      targets: [
        ...blankRows(3, 3),
        [1, 1, 0],
        [0, 1, 0],
        [1, 1, 0],
        [0, 1, 0],
        [1, 1, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      mask,
    },
    {
      inputs: [[1, 1, 0, 0], [1, 1, 0, 0], cue, ...blankRows(7, 4)],
      targets: [
        ...blankRows(3, 3),
        [1, 1, 0],
        [1, 1, 0],
        [1, 1, 0],
        [1, 1, 0],
        [1, 1, 0],
        [1, 1, 0],
        [0, 0, 1],
      ],
      mask,
    },
  ]);
});

test('a table without a delimiter', () => {
  const task = repeatCopyTask({vectorWidth: 2, minRepeats: 3, maxRepeats: 3, delimiter: false});
  expect(task.inputChannels).toEqual(['bit 0', 'bit 1', 'count']);
  expect(episodeRows(task.sample(new RandomStream(2), 1, {length: 1, repeats: 2}))).toEqual([
    {
      inputs: [[1, 1, 0], [0, 0, -1], ...blankRows(3, 3)],
      targets: [...blankRows(2, 3), [1, 1, 0], [1, 1, 0], [0, 0, 1]],
      mask: [0, 0, 1, 1, 1],
    },
  ]);
});

test('the declarations of the task', () => {
  const {sample, options, ...task} = repeatCopyTask({vectorWidth: 2, maxLength: 5, minRepeats: 2});
  expect(sample).toBeTypeOf('function');
  expect(Object.keys(options)).toEqual(Object.keys(task.config));
  expect(task).toEqual({
    name: 'repeat-copy',
    title: 'Repeat copy',
    description: 'Repeat a sequence of random bit vectors a given number of times, then mark the end.',
    source: {...graves2014, section: '4.2'},
    config: {vectorWidth: 2, minLength: 1, maxLength: 5, minRepeats: 2, maxRepeats: 10, delimiter: true},
    trainingRange: {length: {min: 1, max: 5}, repeats: {min: 2, max: 10}},
    evaluation: [
      {length: 10, repeats: 10},
      {length: 20, repeats: 10},
      {length: 10, repeats: 11},
      {length: 10, repeats: 12},
      {length: 10, repeats: 15},
      {length: 10, repeats: 20},
    ],
    solved: {metric: 'bits', below: 0.1},
    inputChannels: ['bit 0', 'bit 1', 'delimiter', 'count'],
    outputChannels: ['bit 0', 'bit 1', 'end'],
    inputSize: 4,
    outputSize: 3,
    metrics: [
      ...bitMetrics,
      expect.objectContaining({name: 'wrongVectorBits', unit: 'mistakes', better: 'lower'}),
      expect.objectContaining({name: 'wrongEndMarkers', unit: 'mistakes', better: 'lower'}),
    ],
  });
});

test('the defaults are those of the paper', () => {
  const task = repeatCopyTask();
  expect(task.config).toEqual({
    ...{vectorWidth: 6, minLength: 1, maxLength: 10, minRepeats: 1, maxRepeats: 10, delimiter: true},
  });
  expect(task).toMatchObject({inputSize: 8, outputSize: 7});
});

/** The targets and the mask that follow from the inputs alone, as the number of copies is read from its channel. */
function oracle(
  inputs: readonly number[][],
  vectorWidth: number,
  range: readonly number[],
): Partial<EpisodeRows> {
  const cue = inputs.findIndex((row) => row[vectorWidth] === 1);
  const vectors = inputs.slice(0, cue).map((row) => row.slice(0, vectorWidth));
  const mean = range.reduce((sum, value) => sum + value) / range.length;
  const variance = range.reduce((sum, value) => sum + (value - mean) ** 2, 0) / range.length;
  const repeats = Math.round(
    mean + inputs[cue]![vectorWidth + 1]! * (variance === 0 ? 1 : Math.sqrt(variance)),
  );
  const targets = blankRows(cue + 1, vectorWidth + 1);
  for (let copy = 0; copy < repeats; copy++) for (const vector of vectors) targets.push([...vector, 0]);
  targets.push([...new Array<number>(vectorWidth).fill(0), 1]);
  return {targets, mask: targets.map((_, step) => (step > cue ? 1 : 0))};
}

const sizes = fc.record({
  seed: fc.integer(),
  batch: fc.integer({min: 1, max: 3}),
  length: fc.integer({min: 1, max: 12}),
  repeats: fc.integer({min: 1, max: 12}),
  vectorWidth: fc.integer({min: 1, max: 8}),
  minRepeats: fc.integer({min: 1, max: 8}),
  values: fc.integer({min: 1, max: 8}),
});

test('targets and mask follow from the inputs', () => {
  fc.assert(
    fc.property(sizes, ({seed, batch, length, repeats, vectorWidth, minRepeats, values}) => {
      const task = repeatCopyTask({vectorWidth, minRepeats, maxRepeats: minRepeats + values - 1});
      const episodes = task.sample(new RandomStream(seed), batch, {length, repeats});
      expect(episodes.steps).toBe(length + 1 + repeats * length + 1);
      const range = Array.from({length: values}, (_, index) => minRepeats + index);
      for (const {inputs, ...answers} of episodeRows(episodes)) {
        expect(answers).toEqual(oracle(inputs, vectorWidth, range));
        expect(inputs.slice(length + 1)).toEqual(blankRows(repeats * length + 1, vectorWidth + 2));
        for (const row of inputs.slice(0, length)) expect(row.slice(vectorWidth)).toEqual([0, 0]);
        expect(inputs[length]!.slice(0, vectorWidth + 1)).toEqual([...new Array(vectorWidth).fill(0), 1]);
      }
    }),
  );
});

test('without a delimiter its channel is missing, and nothing else', () => {
  fc.assert(
    fc.property(sizes, ({seed, batch, length, repeats, vectorWidth}) => {
      const [flagged, plain] = [true, false].map((delimiter) =>
        episodeRows(
          repeatCopyTask({vectorWidth, delimiter}).sample(new RandomStream(seed), batch, {length, repeats}),
        ),
      );
      const expected = flagged!.map(({inputs, ...rest}) => ({
        inputs: inputs.map((row) => row.filter((_, channel) => channel !== vectorWidth)),
        ...rest,
      }));
      expect(plain).toEqual(expected);
    }),
  );
});

test('lengths and repeats are uniform over their ranges, and the count has mean 0 and variance 1', () => {
  const task = repeatCopyTask({vectorWidth: 1, minLength: 2, maxLength: 4, minRepeats: 1, maxRepeats: 4});
  const random = new RandomStream(5);
  const pairs = new Map<string, number>();
  const counts: number[] = [];
  for (let draw = 0; draw < 6000; draw++) {
    const [{inputs, mask}] = episodeRows(task.sample(random, 1)) as [EpisodeRows];
    const length = mask.indexOf(1) - 1;
    const pair = `${length} × ${(mask.length - length - 2) / length}`;
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    counts.push(inputs[length]![2]!);
  }
  expect([...pairs.keys()].sort()).toEqual(
    [2, 3, 4].flatMap((length) => [1, 2, 3, 4].map((repeats) => `${length} × ${repeats}`)),
  );
  // The standard deviations are 21 (of a number of pairs), 0.013 (of the mean) and 0.010 (of the variance).
  for (const number of pairs.values()) expect(Math.abs(number - 500)).toBeLessThan(100);
  const mean = counts.reduce((sum, count) => sum + count) / counts.length;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
  expect(Math.abs(mean)).toBeLessThan(0.06);
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
});

test('one part of the difficulty may be set alone, also beyond its range', () => {
  const task = repeatCopyTask({minLength: 3, maxLength: 3, minRepeats: 2, maxRepeats: 2});
  expect(task.sample(new RandomStream(1), 1).steps).toBe(3 + 1 + 6 + 1);
  expect(task.sample(new RandomStream(1), 1, {length: 50}).steps).toBe(50 + 1 + 100 + 1);
  expect(task.sample(new RandomStream(1), 1, {repeats: 20}).steps).toBe(3 + 1 + 60 + 1);
});

const random = new RandomStream(1);
const options = (given: object) => () => repeatCopyTask(given as RepeatCopyOptions);
const sample = (batch: unknown, difficulty?: unknown) => () =>
  repeatCopyTask().sample(random, batch as number, difficulty as {length: number});
const known = 'vectorWidth, minLength, maxLength, minRepeats, maxRepeats, delimiter';

test.each([
  [options({vectorWidth: 0}), 'repeat-copy.vectorWidth must be a positive integer, got 0'],
  [options({minLength: '1'}), 'repeat-copy.minLength must be a positive integer, got "1"'],
  [options({maxLength: 0.5}), 'repeat-copy.maxLength must be a positive integer, got 0.5'],
  [options({minLength: 6, maxLength: 5}), 'repeat-copy.maxLength must be an integer at least 6, got 5'],
  [options({minRepeats: 0}), 'repeat-copy.minRepeats must be a positive integer, got 0'],
  [options({maxRepeats: null}), 'repeat-copy.maxRepeats must be a positive integer, got null'],
  [options({minRepeats: 11}), 'repeat-copy.maxRepeats must be an integer at least 11, got 10'],
  [options({delimiter: 1}), 'repeat-copy.delimiter must be true or false, got 1'],
  [options({length: 5}), `repeat-copy.length must be omitted (the options are ${known}), got 5`],
  [options([8]), `repeat-copy must be an object with the options ${known}, got [8]`],
  [sample(0), 'batch must be a positive integer, got 0'],
  [sample(1, {length: 0}), 'difficulty.length must be a positive integer, got 0'],
  [sample(1, {repeats: 1.5}), 'difficulty.repeats must be a positive integer, got 1.5'],
  [sample(1, {items: 2}), 'difficulty.items must be omitted (the options are length, repeats), got 2'],
  [sample(1, 20), 'difficulty must be an object with the options length, repeats, got 20'],
])('%# a wrong argument is named', (call, message) => {
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});
