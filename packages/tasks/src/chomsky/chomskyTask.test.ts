import {ArgumentError} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import {coarse, symbolAccuracy} from '../classMetrics.js';
import {episodeRows} from '../fixtures/rows.js';
import {bitMetrics, findMetric} from '../metrics.js';
import {deletang2023} from '../papers.js';
import {RandomStream} from '../random.js';
import {binaryAdditionTask} from './binaryAddition.js';
import {type ChomskyOptions, chomskyTask} from './chomskyTask.js';
import {parityCheckTask} from './parityCheck.js';

/** Answers with all symbols of a string but its first one, in capitals, and an end. */
const shouted = (options: ChomskyOptions = {}) =>
  chomskyTask(
    {
      name: 'shouted',
      title: 'Shouted',
      description: 'Shout.',
      level: 'regular',
      inputSymbols: ['a', 'b'],
      answerSymbols: ['A', 'B', 'end'],
      answerLength: (length) => length + 1,
      ask: (random, length) => {
        const input = Array.from({length}, () => 'ab'[random.integer(0, 1)]!);
        return {input, answer: [...input.slice(1).map((letter) => letter.toUpperCase()), 'end']};
      },
    },
    options,
  );

test('a table of two episodes', () => {
  expect(episodeRows(shouted().sample(new RandomStream(3), 2, {length: 2}))).toEqual([
    {
      inputs: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
      ],
      targets: [
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
        [0, 0, 0],
      ],
      mask: [0, 0, 0, 1, 1, 0],
    },
    {
      inputs: [
        [0, 1, 0],
        [1, 0, 0],
        [0, 0, 1],
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
      ],
      targets: [
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
        [1, 0, 0],
        [0, 0, 1],
        [0, 0, 0],
      ],
      mask: [0, 0, 0, 1, 1, 0],
    },
  ]);
});

test('the declarations of a task', () => {
  const {sample, options, ...task} = binaryAdditionTask({maxLength: 9});
  expect(sample).toBeTypeOf('function');
  expect(Object.keys(options)).toEqual(Object.keys(task.config));
  expect(task).toEqual({
    name: 'binary-addition',
    title: 'Binary addition',
    description: 'Add two numbers whose bits are given from the lowest to the highest.',
    source: {...deletang2023, section: 'table 1, context-sensitive'},
    config: {minLength: 1, maxLength: 9},
    trainingRange: {length: {min: 1, max: 9}},
    evaluation: [50, 100, 200, 500].map((length) => ({length})),
    solved: {metric: 'accuracy', above: 0.99},
    inputChannels: ['0', '1', '+', 'answer'],
    outputChannels: ['0', '1', 'end'],
    inputSize: 4,
    outputSize: 3,
    metrics: [...bitMetrics, symbolAccuracy, coarse],
  });
  expect(binaryAdditionTask().config).toEqual({minLength: 1, maxLength: 40});
  expect(parityCheckTask().metrics).toEqual([...bitMetrics, symbolAccuracy]);
});

test('training lengths are uniform over minLength … maxLength', () => {
  const task = parityCheckTask({minLength: 3, maxLength: 6});
  const random = new RandomStream(5);
  const counts = new Map<number, number>();
  for (let draw = 0; draw < 4000; draw++) {
    const length = task.sample(random, 1).steps - 2;
    counts.set(length, (counts.get(length) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual([3, 4, 5, 6]);
  // A count's standard deviation is 27.
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
});

test('its metrics count the symbols of an answer up to its end', () => {
  const task = shouted();
  const episodes = task.sample(new RandomStream(1), 2, {length: 4});
  const logits = episodes.targets.map((target) => (target === 1 ? 1 : -1));
  const accuracy = findMetric(task.metrics, 'accuracy');
  expect(accuracy.evaluate(logits, episodes)).toEqual([1, 1]);
  expect(findMetric(task.metrics, 'coarse').evaluate(logits, episodes)).toEqual([1, 1]);
  const [end, afterEnd] = [logits.length - 3 - 1, logits.length - 1];
  expect(episodes.targets[end]).toBe(1);
  expect(accuracy.evaluate(logits.with(afterEnd, 5), episodes)).toEqual([1, 1]);
  expect(accuracy.evaluate(logits.with(end, -5), episodes)).toEqual([1, 0.75]);
  expect(findMetric(task.metrics, 'coarse').evaluate(logits.with(end, -5), episodes)).toEqual([1, 0]);
});

const random = new RandomStream(1);
const options = (given: object) => () => parityCheckTask(given as ChomskyOptions);
const sample = (batch: unknown, difficulty?: unknown) => () =>
  parityCheckTask().sample(random, batch as number, difficulty as {length: number});

test.each([
  [options({minLength: 0}), 'parity-check.minLength must be a positive integer, got 0'],
  [options({maxLength: '9'}), 'parity-check.maxLength must be a positive integer, got "9"'],
  [options({minLength: 41}), 'parity-check.maxLength must be an integer at least 41, got 40'],
  [options({length: 5}), 'parity-check.length must be omitted (the options are minLength, maxLength), got 5'],
  [sample(0), 'batch must be a positive integer, got 0'],
  [sample(1, {length: 0}), 'difficulty.length must be a positive integer, got 0'],
  [sample(1, {length: 2.5}), 'difficulty.length must be a positive integer, got 2.5'],
  [sample(1, {pairs: 2}), 'difficulty.pairs must be omitted (the options are length), got 2'],
])('%# a wrong argument is named', (call, message) => {
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});
