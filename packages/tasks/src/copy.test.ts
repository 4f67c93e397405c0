import {ArgumentError} from '@ntmjs/arguments';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {type CopyOptions, copyTask} from './copy.js';
import type {Episodes} from './episodes.js';
import {blankRows, episodeRows, rows} from './fixtures/rows.js';
import {bitMetrics} from './metrics.js';
import {graves2014} from './papers.js';
import {RandomStream} from './random.js';

/** The episodes whose vectors are those of the inputs, rebuilt one number at a time. */
function oracle(inputs: Float32Array, batch: number, length: number, vectorWidth: number): Episodes {
  const steps = 2 * length + 1;
  const inputSize = vectorWidth + 1;
  const expected = {
    inputs: new Float32Array(batch * steps * inputSize),
    targets: new Float32Array(batch * steps * vectorWidth),
    mask: new Float32Array(batch * steps),
  };
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < length; t++) {
      for (let i = 0; i < vectorWidth; i++) {
        const bit = inputs[(b * steps + t) * inputSize + i]!;
        expected.inputs[(b * steps + t) * inputSize + i] = bit;
        expected.targets[(b * steps + length + 1 + t) * vectorWidth + i] = bit;
      }
      expected.mask[b * steps + length + 1 + t] = 1;
    }
    expected.inputs[(b * steps + length) * inputSize + vectorWidth] = 1;
  }
  return {batch, steps, inputSize, outputSize: vectorWidth, ...expected};
}

test('a table of one batch', () => {
  const episodes = copyTask({vectorWidth: 3}).sample(new RandomStream(2), 2, {length: 2});
  const {inputs, targets, mask, ...sizes} = episodes;
  expect(sizes).toEqual({batch: 2, steps: 5, inputSize: 4, outputSize: 3});
  expect(rows(inputs, 4)).toEqual([
    [1, 1, 0, 0],
    [1, 1, 0, 0],
    [0, 0, 0, 1],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
    [1, 1, 1, 0],
    [1, 0, 0, 0],
    [0, 0, 0, 1],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ]);
  expect(rows(targets, 3)).toEqual([
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
    [1, 1, 0],
    [1, 1, 0],
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
    [1, 1, 1],
    [1, 0, 0],
  ]);
  expect([...mask]).toEqual([0, 0, 0, 1, 1, 0, 0, 0, 1, 1]);
});

test('the declarations of the task', () => {
  const {sample, options, ...task} = copyTask({vectorWidth: 2, maxLength: 5});
  expect(sample).toBeTypeOf('function');
  expect(Object.keys(options)).toEqual(Object.keys(task.config));
  expect(task).toEqual({
    name: 'copy',
    title: 'Copy',
    description: 'Repeat a sequence of random bit vectors after its end.',
    source: {...graves2014, section: '4.1'},
    config: {vectorWidth: 2, minLength: 1, maxLength: 5, startMarker: false, endMarker: false},
    trainingRange: {length: {min: 1, max: 5}},
    evaluation: [10, 20, 30, 50, 80, 120].map((length) => ({length})),
    solved: {metric: 'bits', below: 0.1},
    inputChannels: ['bit 0', 'bit 1', 'delimiter'],
    outputChannels: ['bit 0', 'bit 1'],
    inputSize: 3,
    outputSize: 2,
    metrics: bitMetrics,
  });
});

test('the defaults are those of the paper', () => {
  const task = copyTask();
  expect(task.config).toEqual({
    vectorWidth: 8,
    minLength: 1,
    maxLength: 20,
    startMarker: false,
    endMarker: false,
  });
  expect(task).toMatchObject({inputSize: 9, outputSize: 8});
});

test('a table with both markers', () => {
  const task = copyTask({vectorWidth: 2, startMarker: true, endMarker: true});
  expect(episodeRows(task.sample(new RandomStream(2), 1, {length: 2}))).toEqual([
    {
      inputs: [[0, 0, 0, 1], [1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], ...blankRows(3, 4)],
      targets: [...blankRows(4, 3), [1, 1, 0], [0, 1, 0], [0, 0, 1]],
      mask: [0, 0, 0, 0, 1, 1, 1],
    },
  ]);
  expect(task).toMatchObject({
    config: {startMarker: true, endMarker: true},
    inputChannels: ['bit 0', 'bit 1', 'delimiter', 'start'],
    outputChannels: ['bit 0', 'bit 1', 'end'],
    inputSize: 4,
    outputSize: 3,
  });
  expect(task.metrics.map(({name}) => name)).toEqual([
    'bits',
    'wrongBits',
    'wrongVectorBits',
    'wrongEndMarkers',
  ]);
});

test('with markers the task has as many channels as in the paper', () => {
  const task = copyTask({startMarker: true, endMarker: true});
  expect(task).toMatchObject({inputSize: 10, outputSize: 9});
});

const sizes = fc.record({
  seed: fc.integer(),
  batch: fc.integer({min: 1, max: 5}),
  length: fc.integer({min: 1, max: 30}),
  vectorWidth: fc.integer({min: 1, max: 10}),
});

test('targets, mask and delimiter follow from the vectors of the inputs', () => {
  fc.assert(
    fc.property(sizes, ({seed, batch, length, vectorWidth}) => {
      const episodes = copyTask({vectorWidth}).sample(new RandomStream(seed), batch, {length});
      expect(episodes).toEqual(oracle(episodes.inputs, batch, length, vectorWidth));
      expect(episodes.targets.every((bit) => bit === 0 || bit === 1)).toBe(true);
    }),
  );
});

test('a marker adds its step and its channel, and changes nothing else', () => {
  const markers = fc.record({startMarker: fc.boolean(), endMarker: fc.boolean()});
  fc.assert(
    fc.property(sizes, markers, ({seed, batch, length, vectorWidth}, {startMarker, endMarker}) => {
      const [plain, marked] = [copyTask({vectorWidth}), copyTask({vectorWidth, startMarker, endMarker})].map(
        (task) => episodeRows(task.sample(new RandomStream(seed), batch, {length})),
      );
      const [first, last] = [Number(startMarker), Number(endMarker)];
      const widen = (row: number[], columns: number) => [...row, ...new Array<number>(columns).fill(0)];
      const expected = plain!.map(({inputs, targets, mask}) => {
        const wide = targets.map((row) => widen(row, last));
        return {
          inputs: [
            ...blankRows(first, vectorWidth + 1).map((row) => [...row, 1]),
            ...inputs.map((row) => widen(row, first)),
            ...blankRows(last, vectorWidth + 1 + first),
          ],
          targets: [
            ...blankRows(first, vectorWidth + last),
            ...wide,
            ...blankRows(last, vectorWidth).map((row) => [...row, 1]),
          ],
          mask: [...(startMarker ? [0] : []), ...mask, ...(endMarker ? [1] : [])],
        };
      });
      expect(marked).toEqual(expected);
    }),
  );
});

test('equal streams give equal episodes, and the next ones differ', () => {
  fc.assert(
    fc.property(sizes, ({seed, batch}) => {
      const task = copyTask({minLength: 10});
      const random = new RandomStream(seed);
      const first = task.sample(random, batch);
      expect(task.sample(new RandomStream(seed), batch)).toEqual(first);
      expect(task.sample(random, batch)).not.toEqual(first);
    }),
  );
});

test('training lengths are uniform over minLength … maxLength', () => {
  const task = copyTask({vectorWidth: 1, minLength: 3, maxLength: 6});
  const random = new RandomStream(5);
  const counts = new Map<number, number>();
  for (let draw = 0; draw < 4000; draw++) {
    const length = (task.sample(random, 1).steps - 1) / 2;
    counts.set(length, (counts.get(length) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual([3, 4, 5, 6]);
  // A count's standard deviation is 27.
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
});

test('half of the bits are ones, on every channel and in every episode', () => {
  const {targets} = copyTask().sample(new RandomStream(6), 4, {length: 1000});
  const sums = Array.from({length: 4 * 8}, () => 0);
  rows(targets, 8).forEach((row, step) => {
    row.forEach((bit, channel) => {
      sums[Math.floor(step / 2001) * 8 + channel]! += bit;
    });
  });
  // A sum's standard deviation is 16.
  for (const sum of sums) expect(Math.abs(sum - 500)).toBeLessThan(80);
});

test('an explicit length may lie outside the training range', () => {
  const task = copyTask({minLength: 5, maxLength: 6});
  expect(task.sample(new RandomStream(1), 1, {length: 500}).steps).toBe(1001);
  expect(task.sample(new RandomStream(1), 1, {length: 1}).steps).toBe(3);
});

const random = new RandomStream(1);
const options = (given: object) => () => copyTask(given as CopyOptions);
const sample = (batch: unknown, difficulty?: unknown) => () =>
  copyTask().sample(random, batch as number, difficulty as {length: number});

test.each([
  [options({vectorWidth: 0}), 'copy.vectorWidth must be a positive integer, got 0'],
  [options({vectorWidth: '8'}), 'copy.vectorWidth must be a positive integer, got "8"'],
  [options({minLength: 0}), 'copy.minLength must be a positive integer, got 0'],
  [options({maxLength: 2.5}), 'copy.maxLength must be a positive integer, got 2.5'],
  [options({minLength: 6, maxLength: 5}), 'copy.maxLength must be an integer at least 6, got 5'],
  [options({minLength: 21}), 'copy.maxLength must be an integer at least 21, got 20'],
  [options({startMarker: 1}), 'copy.startMarker must be true or false, got 1'],
  [options({endMarker: 'yes'}), 'copy.endMarker must be true or false, got "yes"'],
  [
    options({length: 5}),
    'copy.length must be omitted (the options are vectorWidth, minLength, maxLength, startMarker, endMarker), got 5',
  ],
  [
    options([8]),
    'copy must be an object with the options vectorWidth, minLength, maxLength, startMarker, endMarker, got [8]',
  ],
  [sample(0), 'batch must be a positive integer, got 0'],
  [sample(undefined), 'batch must be a positive integer, got undefined'],
  [
    () => copyTask().sample(Math.random as never, 1),
    'random must be a RandomStream, such as new RandomStream(1), got function random',
  ],
  [sample(1, {length: 0}), 'difficulty.length must be a positive integer, got 0'],
  [sample(1, {length: null}), 'difficulty.length must be a positive integer, got null'],
  [sample(1, {items: 2}), 'difficulty.items must be omitted (the options are length), got 2'],
  [sample(1, 20), 'difficulty must be an object with the options length, got 20'],
])('%# a wrong argument is named', (call, message) => {
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});
