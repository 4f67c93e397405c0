import {ArgumentError} from '@ntmjs/arguments';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {type DyckOptions, dyckTask} from './dyck.js';
import {type EpisodeRows, episodeRows} from './fixtures/rows.js';
import {bitMetrics, findMetric} from './metrics.js';
import {suzgun2019} from './papers.js';
import {RandomStream} from './random.js';

test('a table of one word: [()]()', () => {
  expect(episodeRows(dyckTask().sample(new RandomStream(4), 1, {pairs: 3}))).toEqual([
    {
      inputs: [
        [0, 1, 0, 0],
        [1, 0, 0, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
        [1, 0, 0, 0],
        [0, 0, 1, 0],
      ],
      targets: [
        [0, 1],
        [1, 0],
        [0, 1],
        [0, 0],
        [1, 0],
        [0, 0],
      ],
      mask: [1, 1, 1, 1, 1, 1],
    },
  ]);
});

test('the declarations of the task', () => {
  const {sample, options, ...task} = dyckTask({maxPairs: 5});
  expect(sample).toBeTypeOf('function');
  expect(Object.keys(options)).toEqual(Object.keys(task.config));
  expect(task).toEqual({
    name: 'dyck',
    title: 'Dyck words',
    description: 'Predict which closing bracket may follow each bracket of a well-nested word.',
    source: suzgun2019,
    config: {kinds: 2, minPairs: 1, maxPairs: 5, depth: 6},
    trainingRange: {pairs: {min: 1, max: 5}, depth: {min: 6, max: 6}},
    evaluation: [{pairs: 20}, {pairs: 40}, {pairs: 40, depth: 8}, {pairs: 40, depth: 12}],
    solved: {metric: 'bits', below: 0.1},
    inputChannels: ['open 0', 'open 1', 'close 0', 'close 1'],
    outputChannels: ['close 0', 'close 1'],
    inputSize: 4,
    outputSize: 2,
    metrics: [...bitMetrics, expect.objectContaining({name: 'coarse', unit: 'share', better: 'higher'})],
  });
  expect(dyckTask().config).toEqual({kinds: 2, minPairs: 1, maxPairs: 20, depth: 6});
});

/** What may follow each bracket, computed by removing matching pairs from the word. */
function targetsOf(symbols: readonly number[], kinds: number): number[][] {
  return symbols.map((_, step) => {
    let rest = symbols.slice(0, step + 1);
    for (;;) {
      const index = rest.findIndex((symbol, step) => symbol < kinds && rest[step + 1] === symbol + kinds);
      if (index < 0) break;
      rest = rest.toSpliced(index, 2);
    }
    expect(rest.every((symbol) => symbol < kinds)).toBe(true);
    return Array.from({length: kinds}, (_, kind) => Number(kind === rest.at(-1)));
  });
}

const symbolsOf = ({inputs}: EpisodeRows) =>
  inputs.map((row) => {
    expect(row.filter((value) => value === 1)).toHaveLength(1);
    expect(row.filter((value) => value === 0)).toHaveLength(row.length - 1);
    return row.indexOf(1);
  });

test('words are well nested, and targets are the brackets that may close', () => {
  const sizes = fc.record({
    seed: fc.integer(),
    batch: fc.integer({min: 1, max: 4}),
    pairs: fc.integer({min: 1, max: 12}),
    depth: fc.integer({min: 1, max: 12}),
    kinds: fc.integer({min: 1, max: 4}),
  });
  fc.assert(
    fc.property(sizes, ({seed, batch, pairs, depth, kinds}) => {
      const episodes = dyckTask({kinds}).sample(new RandomStream(seed), batch, {pairs, depth});
      expect(episodes.steps).toBe(2 * pairs);
      for (const rows of episodeRows(episodes)) {
        const symbols = symbolsOf(rows);
        expect(rows.targets).toEqual(targetsOf(symbols, kinds));
        expect(rows.targets.at(-1)).toEqual(new Array(kinds).fill(0));
        expect(new Set(rows.mask)).toEqual(new Set([1]));
        const open = symbols.map((_, step) =>
          symbols.slice(0, step + 1).reduce((sum, symbol) => sum + (symbol < kinds ? 1 : -1), 0),
        );
        expect(Math.max(...open)).toBeLessThanOrEqual(depth);
      }
    }),
  );
});

test('all kinds are equally likely', () => {
  const episodes = dyckTask({kinds: 3}).sample(new RandomStream(3), 3, {pairs: 1000});
  const symbols = episodeRows(episodes).flatMap(symbolsOf);
  for (const kind of [0, 1, 2]) {
    // A count's standard deviation is 26.
    expect(Math.abs(symbols.filter((symbol) => symbol === kind).length - 1000)).toBeLessThan(120);
  }
});

test('equal streams give equal words, and the next ones differ', () => {
  const task = dyckTask({minPairs: 10});
  const random = new RandomStream(1);
  const first = task.sample(random, 2);
  expect(task.sample(new RandomStream(1), 2)).toEqual(first);
  expect(task.sample(random, 2)).not.toEqual(first);
});

test('words may be longer and deeper than in training; the depth defaults to that of training', () => {
  const task = dyckTask({maxPairs: 3, depth: 1});
  const deepest = (difficulty: object) => {
    const word = episodeRows(task.sample(new RandomStream(1), 1, difficulty))[0]!;
    return Math.max(
      ...symbolsOf(word).map((_, step, symbols) =>
        symbols.slice(0, step + 1).reduce((sum, symbol) => sum + (symbol < 2 ? 1 : -1), 0),
      ),
    );
  };
  expect(deepest({pairs: 50})).toBe(1);
  expect(deepest({pairs: 50, depth: 3})).toBe(3);
});

test('coarse counts words without any wrong bit', () => {
  const task = dyckTask();
  const episodes = task.sample(new RandomStream(1), 3, {pairs: 4});
  const logits = episodes.targets.map((target) => (target === 1 ? 1 : -1));
  const coarse = findMetric(task.metrics, 'coarse');
  expect(coarse.evaluate(logits, episodes)).toEqual([1, 1, 1]);
  expect(coarse.evaluate(logits.with(-1, 1), episodes)).toEqual([1, 1, 0]);
});

const random = new RandomStream(1);
const options = (given: object) => () => dyckTask(given as DyckOptions);
const sample = (batch: unknown, difficulty?: unknown) => () =>
  dyckTask().sample(random, batch as number, difficulty as {pairs: number});

test.each([
  [options({kinds: 0}), 'dyck.kinds must be a positive integer, got 0'],
  [options({minPairs: 1.5}), 'dyck.minPairs must be a positive integer, got 1.5'],
  [options({maxPairs: '9'}), 'dyck.maxPairs must be a positive integer, got "9"'],
  [options({minPairs: 21}), 'dyck.maxPairs must be an integer at least 21, got 20'],
  [options({depth: 0}), 'dyck.depth must be a positive integer, got 0'],
  [
    options({length: 5}),
    'dyck.length must be omitted (the options are kinds, minPairs, maxPairs, depth), got 5',
  ],
  [sample(0), 'batch must be a positive integer, got 0'],
  [sample(1, {pairs: 0}), 'difficulty.pairs must be a positive integer, got 0'],
  [sample(1, {depth: 2.5}), 'difficulty.depth must be a positive integer, got 2.5'],
  [sample(1, {length: 2}), 'difficulty.length must be omitted (the options are pairs, depth), got 2'],
])('%# a wrong argument is named', (call, message) => {
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});
