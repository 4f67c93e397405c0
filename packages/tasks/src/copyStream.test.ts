import {ArgumentError} from '@ntmjs/arguments';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {copyTask} from './copy.js';
import {type CopyStreamOptions, copyStreamTask} from './copyStream.js';
import {blankRows, episodeRows} from './fixtures/rows.js';
import {bitMetrics} from './metrics.js';
import {graves2016} from './papers.js';
import {RandomStream} from './random.js';

test('a table of one batch', () => {
  const task = copyStreamTask({vectorWidth: 2, minLength: 2, maxLength: 2, minCopies: 2, maxCopies: 2});
  const [stream, other] = episodeRows(task.sample(new RandomStream(2), 2));
  expect(stream).toEqual({
    inputs: [
      [0, 1, 0],
      [1, 0, 0],
      [0, 0, 1],
      ...blankRows(2, 3),
      [0, 1, 0],
      [0, 1, 0],
      [0, 0, 1],
      ...blankRows(2, 3),
    ],
    targets: [...blankRows(3, 2), [0, 1], [1, 0], ...blankRows(3, 2), [0, 1], [0, 1]],
    mask: [0, 0, 0, 1, 1, 0, 0, 0, 1, 1],
  });
  expect(other!.mask).toEqual(stream!.mask);
  expect(other!.inputs).not.toEqual(stream!.inputs);
});

test('the declarations of the task', () => {
  const {sample, options, ...task} = copyStreamTask({vectorWidth: 2, maxCopies: 3});
  expect(sample).toBeTypeOf('function');
  expect(Object.keys(options)).toEqual(Object.keys(task.config));
  expect(task).toEqual({
    name: 'copy-stream',
    title: 'Stream of copies',
    description: 'Repeat one sequence of random bit vectors after another, each after its end.',
    source: {...graves2016, section: 'Dynamic memory allocation'},
    config: {vectorWidth: 2, minLength: 1, maxLength: 8, minCopies: 1, maxCopies: 3},
    trainingRange: {length: {min: 1, max: 8}, copies: {min: 1, max: 3}},
    evaluation: [4, 8, 16, 32].map((copies) => ({length: 8, copies})),
    solved: {metric: 'bits', below: 0.1},
    inputChannels: ['bit 0', 'bit 1', 'delimiter'],
    outputChannels: ['bit 0', 'bit 1'],
    inputSize: 3,
    outputSize: 2,
    metrics: bitMetrics,
  });
});

const sizes = fc.record({
  seed: fc.integer(),
  batch: fc.integer({min: 1, max: 4}),
  length: fc.integer({min: 1, max: 10}),
  copies: fc.integer({min: 1, max: 6}),
});

test('each part of a stream is an episode of the copy task: its own vectors, then their copy', () => {
  fc.assert(
    fc.property(sizes, ({seed, batch, length, copies}) => {
      const streams = copyStreamTask().sample(new RandomStream(seed), batch, {length, copies});
      const random = new RandomStream(seed);
      for (const stream of episodeRows(streams)) {
        const parts = Array.from({length: copies}, () =>
          episodeRows(copyTask().sample(random, 1, {length})),
        ).flat();
        expect(stream).toEqual({
          inputs: parts.flatMap(({inputs}) => inputs),
          targets: parts.flatMap(({targets}) => targets),
          mask: parts.flatMap(({mask}) => mask),
        });
      }
    }),
  );
});

test('lengths are drawn for each sequence, and so is their number', () => {
  const task = copyStreamTask({vectorWidth: 1, minLength: 2, maxLength: 3, maxCopies: 2});
  const random = new RandomStream(3);
  const seen = new Set<string>();
  for (let draw = 0; draw < 200; draw++) {
    const {inputs} = episodeRows(task.sample(random, 1))[0]!;
    const delimiters = inputs.flatMap(([, delimiter], step) => (delimiter === 1 ? [step] : []));
    seen.add(`${delimiters} of ${inputs.length}`);
  }
  // Of one sequence, and of two of 2 + 2, 2 + 3, 3 + 2 and 3 + 3 vectors.
  expect([...seen].sort()).toEqual(
    ['2 of 5', '2,7 of 10', '2,8 of 12', '3 of 7', '3,10 of 14', '3,9 of 12'].sort(),
  );
});

const options = (given: object) => () => copyStreamTask(given as CopyStreamOptions);
const sample = (difficulty: object) => () =>
  copyStreamTask().sample(new RandomStream(1), 1, difficulty as {length: number});

test.each([
  [options({vectorWidth: 0}), 'copy-stream.vectorWidth must be a positive integer, got 0'],
  [options({minLength: 9}), 'copy-stream.maxLength must be an integer at least 9, got 8'],
  [options({minCopies: 0}), 'copy-stream.minCopies must be a positive integer, got 0'],
  [options({minCopies: 9}), 'copy-stream.maxCopies must be an integer at least 9, got 8'],
  [sample({length: 1.5}), 'difficulty.length must be a positive integer, got 1.5'],
  [sample({copies: 0}), 'difficulty.copies must be a positive integer, got 0'],
])('%# a wrong argument is named', (call, message) => {
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});
