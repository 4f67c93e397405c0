import {ArgumentError} from '@ntmjs/arguments';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {blankRows, episodeRows} from './fixtures/rows.js';
import {bitMetrics} from './metrics.js';
import {graves2014} from './papers.js';
import {type PrioritySortOptions, prioritySortTask} from './prioritySort.js';
import {RandomStream} from './random.js';

test('a table of one batch', () => {
  const task = prioritySortTask({vectorWidth: 2, answers: 2});
  const [first, second] = [
    [-0.7936405539512634, -0.3141877055168152, 0.9541919231414795],
    [0.958655595779419, 0.6048858761787415, 0.6322957873344421],
  ] as const;
  const rest = [[0, 0, 0, 1], ...blankRows(2, 4)];
  const mask = [0, 0, 0, 0, 1, 1];
  expect(episodeRows(task.sample(new RandomStream(3), 2, {items: 3}))).toEqual([
    {
      inputs: [[0, 0, first[0], 0], [1, 0, first[1], 0], [0, 1, first[2], 0], ...rest],
      targets: [...blankRows(4, 2), [0, 1], [1, 0]],
      mask,
    },
    {
      inputs: [[1, 1, second[0], 0], [1, 1, second[1], 0], [0, 1, second[2], 0], ...rest],
      targets: [...blankRows(4, 2), [1, 1], [0, 1]],
      mask,
    },
  ]);
});

test('the declarations of the task', () => {
  const {sample, options, ...task} = prioritySortTask({vectorWidth: 2, items: 5});
  expect(sample).toBeTypeOf('function');
  expect(Object.keys(options)).toEqual(Object.keys(task.config));
  expect(task).toEqual({
    name: 'priority-sort',
    title: 'Priority sort',
    description: 'Return the vectors of highest priority, in descending order.',
    source: {...graves2014, section: '4.5'},
    config: {vectorWidth: 2, items: 5, answers: 16},
    trainingRange: {items: {min: 5, max: 5}},
    evaluation: [16, 18, 22, 24].map((items) => ({items})),
    solved: {metric: 'wrongBits', below: 10},
    inputChannels: ['bit 0', 'bit 1', 'priority', 'delimiter'],
    outputChannels: ['bit 0', 'bit 1'],
    inputSize: 4,
    outputSize: 2,
    metrics: bitMetrics,
  });
});

test('the defaults are those of the paper', () => {
  expect(prioritySortTask().config).toEqual({vectorWidth: 8, items: 20, answers: 16});
  expect(prioritySortTask()).toMatchObject({inputSize: 10, outputSize: 8});
  expect(prioritySortTask().sample(new RandomStream(1), 1).steps).toBe(20 + 1 + 16);
});

/** The vectors of rows `[…vector, priority]`, highest priority first: the highest that is left is taken each time. */
function selected(rows: readonly number[][]): number[][] {
  const left = [...rows];
  const order: number[][] = [];
  while (left.length > 0) {
    let best = 0;
    for (let index = 1; index < left.length; index++) {
      if (left[index]!.at(-1)! > left[best]!.at(-1)!) best = index;
    }
    order.push(left.splice(best, 1)[0]!.slice(0, -1));
  }
  return order;
}

const sizes = fc.record({
  seed: fc.integer(),
  batch: fc.integer({min: 1, max: 4}),
  items: fc.integer({min: 1, max: 30}),
  answers: fc.integer({min: 1, max: 30}),
  vectorWidth: fc.integer({min: 1, max: 8}),
});

test('the answer is a selection of the vectors by priority, or all of them where there are too few', () => {
  fc.assert(
    fc.property(sizes, ({seed, batch, items, answers, vectorWidth}) => {
      const episodes = prioritySortTask({vectorWidth, answers}).sample(new RandomStream(seed), batch, {
        items,
      });
      const count = Math.min(items, answers);
      for (const {inputs, targets, mask} of episodeRows(episodes)) {
        const delimiter = inputs.findIndex((row) => row[vectorWidth + 1] === 1);
        expect(delimiter).toBe(items);
        const shown = inputs.slice(0, delimiter).map((row) => row.slice(0, vectorWidth + 1));
        for (const priority of shown.map((row) => row[vectorWidth]!)) {
          expect(priority).toBe(Math.fround(priority));
          expect(Math.abs(priority)).toBeLessThanOrEqual(1);
        }
        expect(targets).toEqual([...blankRows(items + 1, vectorWidth), ...selected(shown).slice(0, answers)]);
        expect(mask).toEqual([...new Array(items + 1).fill(0), ...new Array(count).fill(1)]);
        expect(inputs.slice(items)).toEqual([
          [...new Array(vectorWidth + 1).fill(0), 1],
          ...blankRows(count, vectorWidth + 2),
        ]);
      }
    }),
  );
});

test('priorities are uniform in −1 … 1 and do not go with the bits', () => {
  const {inputs} = prioritySortTask({vectorWidth: 1, answers: 1}).sample(new RandomStream(6), 1, {
    items: 20_000,
  });
  const [bits, priorities] = [0, 1].map((channel) =>
    Array.from({length: 20_000}, (_, item) => inputs[3 * item + channel]!),
  ) as [number[], number[]];
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value) / values.length;
  // Moments of the uniform distribution, and the covariance; the standard deviations are 0.004, 0.002 and 0.002.
  expect(Math.abs(mean(priorities))).toBeLessThan(0.02);
  expect(Math.abs(mean(priorities.map((priority) => priority ** 2)) - 1 / 3)).toBeLessThan(0.01);
  expect(Math.abs(mean(priorities.map((priority, item) => priority * (bits[item]! - 0.5))))).toBeLessThan(
    0.01,
  );
});

test('no two priorities of an episode are alike', () => {
  const items = 50_000;
  const {inputs} = prioritySortTask({vectorWidth: 1, answers: 1}).sample(new RandomStream(7), 1, {items});
  // As many draws rounded to float32 would hold about 24 pairs of equals.
  expect(new Set(Array.from({length: items}, (_, item) => inputs[3 * item + 1]!)).size).toBe(items);
});

const random = new RandomStream(1);
const options = (given: object) => () => prioritySortTask(given as PrioritySortOptions);
const sample = (batch: unknown, difficulty?: unknown) => () =>
  prioritySortTask().sample(random, batch as number, difficulty as {items: number});

test.each([
  [options({vectorWidth: 0}), 'priority-sort.vectorWidth must be a positive integer, got 0'],
  [options({items: '20'}), 'priority-sort.items must be a positive integer, got "20"'],
  [options({answers: 0.5}), 'priority-sort.answers must be a positive integer, got 0.5'],
  [
    options({length: 5}),
    'priority-sort.length must be omitted (the options are vectorWidth, items, answers), got 5',
  ],
  [options([8]), 'priority-sort must be an object with the options vectorWidth, items, answers, got [8]'],
  [sample(0), 'batch must be a positive integer, got 0'],
  [sample(1, {items: 0}), 'difficulty.items must be a positive integer, got 0'],
  [sample(1, {answers: 2}), 'difficulty.answers must be omitted (the options are items), got 2'],
  [sample(1, 20), 'difficulty must be an object with the options items, got 20'],
])('%# a wrong argument is named', (call, message) => {
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});
