import {ArgumentError} from '@ntmjs/arguments';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {type AssociativeRecallOptions, associativeRecallTask} from './associativeRecall.js';
import {blankRows, episodeRows} from './fixtures/rows.js';
import {bitMetrics} from './metrics.js';
import {graves2014} from './papers.js';
import {RandomStream} from './random.js';

test('a table of one batch', () => {
  const task = associativeRecallTask({vectorWidth: 2, itemLength: 2});
  const item = [0, 0, 1, 0];
  const query = [0, 0, 0, 1];
  const mask = [...new Array(13).fill(0), 1, 1];
  expect(episodeRows(task.sample(new RandomStream(3), 2, {items: 3}))).toEqual([
    {
      inputs: [
        ...[item, [1, 1, 0, 0], [0, 0, 0, 0]],
        ...[item, [1, 0, 0, 0], [1, 1, 0, 0]],
        ...[item, [0, 1, 0, 0], [1, 0, 0, 0]],
        ...[query, [1, 1, 0, 0], [0, 0, 0, 0], query],
        ...blankRows(2, 4),
      ],
      targets: [...blankRows(13, 2), [1, 0], [1, 1]],
      mask,
    },
    {
      inputs: [
        ...[item, [1, 1, 0, 0], [0, 1, 0, 0]],
        ...[item, [0, 1, 0, 0], [0, 0, 0, 0]],
        ...[item, [1, 1, 0, 0], [1, 1, 0, 0]],
        ...[query, [1, 1, 0, 0], [0, 1, 0, 0], query],
        ...blankRows(2, 4),
      ],
      targets: [...blankRows(13, 2), [0, 1], [0, 0]],
      mask,
    },
  ]);
});

test('the declarations of the task', () => {
  const {sample, options, ...task} = associativeRecallTask({vectorWidth: 2, maxItems: 4});
  expect(sample).toBeTypeOf('function');
  expect(Object.keys(options)).toEqual(Object.keys(task.config));
  expect(task).toEqual({
    name: 'associative-recall',
    title: 'Associative recall',
    description: 'Recall the item that followed a queried one in a list.',
    source: {...graves2014, section: '4.3'},
    config: {vectorWidth: 2, itemLength: 3, minItems: 2, maxItems: 4},
    trainingRange: {items: {min: 2, max: 4}},
    evaluation: [6, 8, 10, 12, 15, 20].map((items) => ({items})),
    solved: {metric: 'bits', below: 0.1},
    inputChannels: ['bit 0', 'bit 1', 'item delimiter', 'query delimiter'],
    outputChannels: ['bit 0', 'bit 1'],
    inputSize: 4,
    outputSize: 2,
    metrics: bitMetrics,
  });
});

test('the defaults are those of the paper', () => {
  expect(associativeRecallTask().config).toEqual({vectorWidth: 6, itemLength: 3, minItems: 2, maxItems: 6});
  expect(associativeRecallTask()).toMatchObject({inputSize: 8, outputSize: 6});
});

/** What the inputs of an episode show, read step by step: items and query as text, a row a line. */
function read(
  inputs: readonly number[][],
  vectorWidth: number,
): {items: string[]; query: string; length: number} {
  const items: string[][] = [];
  const query: string[] = [];
  let queries = 0;
  let step = 0;
  while (queries < 2) {
    const row = inputs[step++]!;
    const [itemDelimiter, queryDelimiter] = row.slice(vectorWidth);
    if (queryDelimiter === 1) queries++;
    else if (itemDelimiter === 1) items.push([]);
    else (queries === 1 ? query : items.at(-1)!).push(row.slice(0, vectorWidth).join());
    if (itemDelimiter === 1 || queryDelimiter === 1) {
      expect(row.reduce((sum, value) => sum + value)).toBe(1);
      if (queries > 0) expect(itemDelimiter).toBe(0);
    }
  }
  return {items: items.map((item) => item.join('\n')), query: query.join('\n'), length: step};
}

const sizes = fc.record({
  seed: fc.integer(),
  batch: fc.integer({min: 1, max: 4}),
  items: fc.integer({min: 2, max: 12}),
  // Items of a single bit are equal half of the time.
  vectorWidth: fc.integer({min: 1, max: 4}),
  itemLength: fc.integer({min: 1, max: 4}),
});

test('the answer is the item that follows the only one that equals the query', () => {
  fc.assert(
    fc.property(sizes, ({seed, batch, items: count, vectorWidth, itemLength}) => {
      const task = associativeRecallTask({vectorWidth, itemLength});
      for (const episode of episodeRows(task.sample(new RandomStream(seed), batch, {items: count}))) {
        const {items, query, length} = read(episode.inputs, vectorWidth);
        expect(items).toHaveLength(count);
        expect(items.filter((item) => item === query)).toHaveLength(1);
        const answer = items[items.indexOf(query) + 1]!.split('\n').map((row) => row.split(',').map(Number));
        expect(answer).toHaveLength(itemLength);
        expect(episode).toEqual({
          inputs: [...episode.inputs.slice(0, length), ...blankRows(itemLength, vectorWidth + 2)],
          targets: [...blankRows(length, vectorWidth), ...answer],
          mask: [...new Array(length).fill(0), ...new Array(itemLength).fill(1)],
        });
      }
    }),
  );
});

test('the query is uniform over all items but the last, the numbers of items over their range', () => {
  const task = associativeRecallTask({vectorWidth: 4, minItems: 3, maxItems: 4});
  const random = new RandomStream(5);
  const counts = new Map<string, number>();
  for (let draw = 0; draw < 3000; draw++) {
    const [episode] = episodeRows(task.sample(random, 1));
    const {items, query} = read(episode!.inputs, 4);
    const position = `${items.indexOf(query)} of ${items.length}`;
    counts.set(position, (counts.get(position) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual(['0 of 3', '0 of 4', '1 of 3', '1 of 4', '2 of 4']);
  // The standard deviation of a count is at most 26.
  for (const position of ['0 of 3', '1 of 3'])
    expect(Math.abs(counts.get(position)! - 750)).toBeLessThan(130);
  for (const position of ['0 of 4', '1 of 4', '2 of 4']) {
    expect(Math.abs(counts.get(position)! - 500)).toBeLessThan(110);
  }
});

test('all lists whose queried item is unique are equally likely', () => {
  const task = associativeRecallTask({vectorWidth: 2, itemLength: 1});
  const [counts, random] = [new Map<string, number>(), new RandomStream(8)];
  for (const {inputs} of episodeRows(task.sample(random, 12_000, {items: 3}))) {
    const {items, query} = read(inputs, 2);
    const list = `${items.indexOf(query)}: ${items.join(' ')}`;
    counts.set(list, (counts.get(list) ?? 0) + 1);
  }
  // Two positions, four values of the queried item, three of each of the others.
  expect(counts.size).toBe(2 * 4 * 3 * 3);
  // Chi-square of 72 equally likely lists has mean 71 and standard deviation 12.
  const expected = 12_000 / 72;
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(chiSquare).toBeLessThan(71 + 5 * 12);
});

test('an explicit number of items may lie outside the training range', () => {
  const task = associativeRecallTask({minItems: 5, maxItems: 5});
  for (const items of [2, 20]) {
    expect(task.sample(new RandomStream(1), 1, {items}).steps).toBe(4 * items + 5 + 3);
  }
});

const random = new RandomStream(1);
const options = (given: object) => () => associativeRecallTask(given as AssociativeRecallOptions);
const sample = (batch: unknown, difficulty?: unknown) => () =>
  associativeRecallTask().sample(random, batch as number, difficulty as {items: number});
const known = 'vectorWidth, itemLength, minItems, maxItems';

test.each([
  [options({vectorWidth: 0}), 'associative-recall.vectorWidth must be a positive integer, got 0'],
  [options({itemLength: '3'}), 'associative-recall.itemLength must be a positive integer, got "3"'],
  [options({minItems: 1}), 'associative-recall.minItems must be an integer at least 2, got 1'],
  [options({maxItems: 2.5}), 'associative-recall.maxItems must be an integer at least 2, got 2.5'],
  [options({minItems: 7}), 'associative-recall.maxItems must be an integer at least 7, got 6'],
  [options({items: 5}), `associative-recall.items must be omitted (the options are ${known}), got 5`],
  [options([8]), `associative-recall must be an object with the options ${known}, got [8]`],
  [sample(-1), 'batch must be a positive integer, got -1'],
  [sample(1, {items: 1}), 'difficulty.items must be an integer at least 2, got 1'],
  [sample(1, {items: '3'}), 'difficulty.items must be a positive integer, got "3"'],
  [sample(1, {length: 2}), 'difficulty.length must be omitted (the options are items), got 2'],
  [sample(1, 20), 'difficulty must be an object with the options items, got 20'],
])('%# a wrong argument is named', (call, message) => {
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});
