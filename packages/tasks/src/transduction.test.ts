import {ArgumentError} from '@ntmjs/arguments';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {sequenceAccuracies} from './classMetrics.js';
import {blankRows, type EpisodeRows, episodeRows} from './fixtures/rows.js';
import {bitMetrics, findMetric} from './metrics.js';
import {grefenstette2015} from './papers.js';
import {RandomStream} from './random.js';
import {type TransductionOptions, transductionTask} from './transduction.js';

const ANSWERS = ['copy', 'reverse', 'flip-bigrams'] as const;

const oneHotOf = (width: number) => (channel: number) =>
  Array.from({length: width}, (_, index) => Number(index === channel));

test('a table of one episode', () => {
  const task = transductionTask({answer: 'reverse', symbols: 3});
  const [inputOf, targetOf] = [oneHotOf(5), oneHotOf(4)];
  expect(episodeRows(task.sample(new RandomStream(5), 1, {length: 3}))).toEqual([
    {
      inputs: [...[3, 1, 2, 0, 4].map(inputOf), ...blankRows(4, 5)],
      targets: [...blankRows(5, 4), ...[0, 2, 1, 3].map(targetOf)],
      mask: [0, 0, 0, 0, 0, 1, 1, 1, 1],
    },
  ]);
});

test('the declarations of the task', () => {
  const {sample, options, ...task} = transductionTask({symbols: 2, maxLength: 5});
  expect(sample).toBeTypeOf('function');
  expect(Object.keys(options)).toEqual(Object.keys(task.config));
  expect(task).toEqual({
    name: 'transduction',
    title: 'Transduction',
    description:
      'Repeat a sequence of symbols after its end: as it was, reversed, or with neighbors swapped.',
    source: {...grefenstette2015, section: '4.1'},
    config: {answer: 'reverse', symbols: 2, minLength: 1, maxLength: 5},
    trainingRange: {length: {min: 1, max: 5}},
    evaluation: [10, 15, 20, 40].map((length) => ({length})),
    solved: {metric: 'bits', below: 0.1},
    inputChannels: ['symbol 0', 'symbol 1', 'start', 'separator'],
    outputChannels: ['symbol 0', 'symbol 1', 'end'],
    inputSize: 4,
    outputSize: 3,
    metrics: [...bitMetrics, ...sequenceAccuracies],
  });
  expect(transductionTask().config).toEqual({answer: 'reverse', symbols: 8, minLength: 1, maxLength: 10});
});

/** The symbols of the source and of the target, by their channels. */
function sequencesOf({inputs, targets}: EpisodeRows): {source: number[]; target: number[]} {
  const [source, target] = [inputs, targets].map((rows) =>
    rows.map((row) => row.indexOf(1)).filter((channel) => channel >= 0),
  );
  return {source: source!.slice(1, -1), target: target!.slice(0, -1)};
}

const sizes = fc.record({
  seed: fc.integer(),
  batch: fc.integer({min: 1, max: 3}),
  length: fc.integer({min: 1, max: 12}),
  symbols: fc.integer({min: 2, max: 9}),
});

test.each(ANSWERS)('presents start, source and separator, and expects target and end: %s', (answer) => {
  fc.assert(
    fc.property(sizes, ({seed, batch, length, symbols}) => {
      const episodes = transductionTask({answer, symbols}).sample(new RandomStream(seed), batch, {length});
      expect(episodes.steps).toBe(2 * length + 3);
      for (const rows of episodeRows(episodes)) {
        const {source, target} = sequencesOf(rows);
        const [inputOf, targetOf] = [oneHotOf(symbols + 2), oneHotOf(symbols + 1)];
        expect(rows.inputs).toEqual([
          ...[symbols, ...source, symbols + 1].map(inputOf),
          ...blankRows(length + 1, symbols + 2),
        ]);
        expect(rows.targets).toEqual([
          ...blankRows(length + 2, symbols + 1),
          ...[...target, symbols].map(targetOf),
        ]);
        expect(rows.mask).toEqual(rows.inputs.map((_, step) => Number(step >= length + 2)));
        const expected = [...source];
        if (answer === 'reverse') expected.reverse();
        if (answer === 'flip-bigrams') {
          for (let index = 0; index + 1 < length; index += 2) {
            [expected[index], expected[index + 1]] = [expected[index + 1]!, expected[index]!];
          }
        }
        expect(target).toEqual(expected);
      }
    }),
  );
});

test('each symbol is as likely', () => {
  const episodes = transductionTask({symbols: 4}).sample(new RandomStream(3), 4, {length: 1000});
  const counts = [0, 0, 0, 0];
  for (const rows of episodeRows(episodes))
    for (const symbol of sequencesOf(rows).source) counts[symbol]! += 1;
  // A count's standard deviation is 27.
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120);
});

test('training lengths are uniform over minLength … maxLength', () => {
  const task = transductionTask({minLength: 3, maxLength: 6});
  const random = new RandomStream(5);
  const counts = new Map<number, number>();
  for (let draw = 0; draw < 4000; draw++) {
    const length = (task.sample(random, 1).steps - 3) / 2;
    counts.set(length, (counts.get(length) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual([3, 4, 5, 6]);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
});

test('its metrics distinguish a perfect answer from one with a wrong end', () => {
  const task = transductionTask();
  const episodes = task.sample(new RandomStream(1), 2, {length: 4});
  const logits = episodes.targets.map((target) => (target === 1 ? 1 : -1));
  expect(findMetric(task.metrics, 'coarse').evaluate(logits, episodes)).toEqual([1, 1]);
  const wrong = logits.with(logits.length - 9, 2);
  expect(findMetric(task.metrics, 'coarse').evaluate(wrong, episodes)).toEqual([1, 0]);
  expect(findMetric(task.metrics, 'fine').evaluate(wrong, episodes)).toEqual([1, 0.8]);
});

const random = new RandomStream(1);
const options = (given: object) => () => transductionTask(given as TransductionOptions);
const sample = (batch: unknown, difficulty?: unknown) => () =>
  transductionTask().sample(random, batch as number, difficulty as {length: number});
const known = 'answer, symbols, minLength, maxLength';

test.each([
  [
    options({answer: 'sort'}),
    'transduction.answer must be one of "copy", "reverse", "flip-bigrams", got "sort"',
  ],
  [options({symbols: 1}), 'transduction.symbols must be an integer at least 2, got 1'],
  [options({minLength: 0}), 'transduction.minLength must be a positive integer, got 0'],
  [options({maxLength: '9'}), 'transduction.maxLength must be a positive integer, got "9"'],
  [options({minLength: 11}), 'transduction.maxLength must be an integer at least 11, got 10'],
  [options({length: 5}), `transduction.length must be omitted (the options are ${known}), got 5`],
  [sample(0), 'batch must be a positive integer, got 0'],
  [sample(1, {length: 0}), 'difficulty.length must be a positive integer, got 0'],
  [sample(1, {items: 2}), 'difficulty.items must be omitted (the options are length), got 2'],
])('%# a wrong argument is named', (call, message) => {
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});
