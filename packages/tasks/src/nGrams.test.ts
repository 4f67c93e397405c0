import {ArgumentError} from '@ntmjs/arguments';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {episodeRows} from './fixtures/rows.js';
import {bitMetrics, bitsOfEachSequence, findMetric} from './metrics.js';
import {type NGramsOptions, nGramsTask} from './nGrams.js';
import {optimalPredictions} from './optimalPredictions.js';
import {graves2014} from './papers.js';
import {RandomStream} from './random.js';

const column = (values: readonly number[]) => values.map((value) => [value]);
const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

test('a table of one batch', () => {
  const episodes = nGramsTask({order: 3}).sample(new RandomStream(3), 2, {steps: 6});
  const mask = [0, 0, 1, 1, 1, 1];
  expect(episodeRows(episodes)).toEqual([
    {inputs: column([0, -1, -1, -1, 1, -1]), targets: column([0, 0, 0, 1, 0, 1]), mask},
    {inputs: column([0, 1, -1, -1, -1, -1]), targets: column([0, 0, 0, 0, 0, 0]), mask},
  ]);
});

test('the declarations of the task', () => {
  const {sample, options, ...task} = nGramsTask({order: 3, steps: 50});
  expect(sample).toBeTypeOf('function');
  expect(Object.keys(options)).toEqual(Object.keys(task.config));
  expect(task).toEqual({
    name: 'n-grams',
    title: 'Dynamic n-grams',
    description: 'Predict each next bit of a sequence from the statistics of its earlier bits.',
    source: {...graves2014, section: '4.4'},
    config: {order: 3, steps: 50, signed: true},
    trainingRange: {steps: {min: 50, max: 50}, order: {min: 3, max: 3}},
    evaluation: [{steps: 400}, {steps: 1000}],
    solved: {metric: 'excessBits', below: 2},
    inputChannels: ['bit before'],
    outputChannels: ['bit'],
    inputSize: 1,
    outputSize: 1,
    metrics: [
      ...bitMetrics,
      expect.objectContaining({name: 'optimalBits', unit: 'bits', better: 'lower'}),
      expect.objectContaining({name: 'excessBits', unit: 'bits', better: 'lower'}),
    ],
  });
});

test('the defaults are those of the paper: 195 answers of 200 steps', () => {
  const task = nGramsTask();
  expect(task.config).toEqual({order: 6, steps: 200, signed: true});
  const {steps, mask} = task.sample(new RandomStream(1), 1);
  expect(steps).toBe(200);
  expect([...mask]).toEqual([...new Array(5).fill(0), ...new Array(195).fill(1)]);
});

const sizes = fc
  .record({
    seed: fc.integer(),
    batch: fc.integer({min: 1, max: 4}),
    order: fc.integer({min: 1, max: 7}),
    more: fc.integer({min: 0, max: 40}),
  })
  .map(({more, ...rest}) => ({...rest, steps: rest.order + more}));

test('each target is what the next input shows, from the first full context on', () => {
  fc.assert(
    fc.property(sizes, ({seed, batch, order, steps}) => {
      const episodes = nGramsTask({order}).sample(new RandomStream(seed), batch, {steps});
      for (const {inputs, targets, mask} of episodeRows(episodes)) {
        expect(inputs[0]).toEqual([0]);
        for (let step = 0; step < steps; step++) {
          expect(mask[step]).toBe(step + 1 >= order ? 1 : 0);
          const shown = inputs[step + 1]?.[0];
          if (shown !== undefined) expect(Math.abs(shown)).toBe(1);
          if (mask[step] === 0) expect(targets[step]).toEqual([0]);
          else if (shown !== undefined) expect(targets[step]).toEqual([shown === 1 ? 1 : 0]);
        }
      }
    }),
  );
});

test('unsigned inputs show the same bits as 0 and 1', () => {
  fc.assert(
    fc.property(sizes, ({seed, batch, order, steps}) => {
      const [signed, unsigned] = [true, false].map((coded) =>
        episodeRows(nGramsTask({order, signed: coded}).sample(new RandomStream(seed), batch, {steps})),
      );
      const expected = signed!.map(({inputs, ...rest}) => ({
        inputs: inputs.map(([value]) => [value === 1 ? 1 : 0]),
        ...rest,
      }));
      expect(unsigned).toEqual(expected);
    }),
  );
});

test('probabilities are drawn from Beta(½,½), the first bits are fair coins', () => {
  // Of order 1 there is one context: the frequency of ones is its probability, up to a standard deviation of 0.016.
  const coins = nGramsTask({order: 1, steps: 1000}).sample(new RandomStream(2), 3000);
  const frequencies = Array.from({length: 3000}, (_, episode) =>
    mean(coins.targets.subarray(1000 * episode, 1000 * (episode + 1))),
  );
  // Moments of the arcsine law: E p = 1/2, E p² = 3/8, E p³ = 5/16; standard deviations of their means are 0.007 or less.
  expect(Math.abs(mean(frequencies) - 1 / 2)).toBeLessThan(0.03);
  expect(Math.abs(mean(frequencies.map((p) => p ** 2)) - 3 / 8)).toBeLessThan(0.03);
  expect(Math.abs(mean(frequencies.map((p) => p ** 3)) - 5 / 16)).toBeLessThan(0.03);
  // P(p < ¼) = 2/π · asin ½ = ⅓; the standard deviation is 0.009.
  expect(Math.abs(mean(frequencies.map((p) => (p < 1 / 4 ? 1 : 0))) - 1 / 3)).toBeLessThan(0.04);
  const {inputs} = nGramsTask({order: 6, steps: 6}).sample(new RandomStream(4), 4000);
  for (let step = 1; step <= 5; step++) {
    const values = Array.from({length: 4000}, (_, episode) => inputs[6 * episode + step]!);
    expect(Math.abs(mean(values))).toBeLessThan(0.08);
  }
});

test('a bit depends on all of its context and on nothing before it', () => {
  // A seed whose four probabilities lie apart: 0.44, 0.13, 0.81, 0.59.
  const {targets} = nGramsTask({order: 3, steps: 40_000}).sample(new RandomStream(71), 1);
  const bits = targets.slice(2).join('');
  /** How often a 1 follows `suffix`, and how often that occurs. */
  const after = (suffix: string) => {
    const next = [...bits].filter(
      (_, step) => step >= 3 && bits.slice(step - suffix.length, step) === suffix,
    );
    return {frequency: mean(next.map(Number)), count: next.length};
  };
  const contexts = ['00', '01', '10', '11'].map((context) => ({context, ...after(context)}));
  const sorted = contexts.map(({frequency}) => frequency).sort((one, other) => one - other);
  sorted.slice(1).forEach((frequency, index) => {
    expect(frequency - sorted[index]!).toBeGreaterThan(0.1);
  });
  for (const {context, frequency} of contexts) {
    for (const earlier of ['0', '1']) {
      const longer = after(earlier + context);
      expect(longer.count).toBeGreaterThan(500);
      // The standard deviation is at most 0.5/√count.
      expect(Math.abs(longer.frequency - frequency)).toBeLessThan(2.5 / Math.sqrt(longer.count));
    }
  }
});

test('every context has its own probability, redrawn in every episode', () => {
  const episodes = episodeRows(nGramsTask({order: 2, steps: 300}).sample(new RandomStream(3), 1000));
  const pairs = episodes.map(({targets}) => {
    const bits = targets.flat();
    const after = (context: number) => bits.filter((_, step) => step > 1 && bits[step - 1] === context);
    return [after(0), after(1)] as const;
  });
  const both = pairs.filter(([zero, one]) => zero.length > 20 && one.length > 20);
  expect(both.length).toBeGreaterThan(500);
  const products = both.map(([zero, one]) => (mean(zero) - 1 / 2) * (mean(one) - 1 / 2));
  const successive = both
    .slice(1)
    .map(([zero], index) => (mean(zero) - 1 / 2) * (mean(both[index]![0]) - 1 / 2));
  // Were the probabilities of a pair equal, the mean product would be 1/8. The standard deviations are below 0.006.
  expect(Math.abs(mean(products))).toBeLessThan(0.04);
  expect(Math.abs(mean(successive))).toBeLessThan(0.04);
});

test('the optimum is about 128.4 bits a sequence', () => {
  const task = nGramsTask();
  const episodes = task.sample(new RandomStream(11), 4000);
  const optimal = findMetric(task.metrics, 'optimalBits').evaluate(new Float32Array(4000 * 200), episodes);
  // Its standard deviation over means of 4000 sequences is 0.57.
  expect(Math.abs(mean(optimal) - 128.4)).toBeLessThan(2.5);
});

test('excess bits are those above the optimum', () => {
  const task = nGramsTask({order: 4, steps: 60});
  const episodes = task.sample(new RandomStream(12), 50);
  const [optimalBits, excessBits] = ['optimalBits', 'excessBits'].map((name) => {
    const metric = findMetric(task.metrics, name);
    return (logits: ArrayLike<number>) => metric.evaluate(logits, episodes);
  });
  const best = optimalPredictions(episodes, 4).map((p) => Math.log(p / (1 - p)));
  const random = new RandomStream(13);
  const guess = best.map((logit) => logit + random.uniform() - 0.5);
  for (const excess of excessBits!(best)) expect(excess).toBeCloseTo(0, 10);
  const [cost, optimum] = [bitsOfEachSequence(guess, episodes), optimalBits!(guess)];
  excessBits!(guess).forEach((excess, episode) => {
    expect(excess).toBeCloseTo(cost[episode]! - optimum[episode]!, 10);
  });
  expect(optimum).toEqual(optimalBits!(best));
  // A fair coin costs a bit at each of the 57 answering steps.
  expect(mean(excessBits!(new Float32Array(3000)))).toBeCloseTo(57 - mean(optimum), 10);
  expect(mean(optimum)).toBeLessThan(50);
});

test('episodes of another order are those of a task of that order, and measured as such', () => {
  const [task, shorter] = [nGramsTask(), nGramsTask({order: 3})];
  const episodes = task.sample(new RandomStream(5), 2, {order: 3});
  expect(episodes).toEqual(shorter.sample(new RandomStream(5), 2));
  const best = optimalPredictions(episodes, 3).map((p) => Math.log(p / (1 - p)));
  for (const excess of findMetric(task.metrics, 'excessBits').evaluate(best, episodes)) {
    expect(excess).toBeCloseTo(0, 10);
  }
  const optimal = findMetric(task.metrics, 'optimalBits').evaluate(best, episodes);
  expect(optimal).toEqual(bitsOfEachSequence(best, episodes));
});

test('an explicit number of steps may lie outside the training range', () => {
  const task = nGramsTask({steps: 20});
  expect(task.sample(new RandomStream(1), 2, {steps: 1000}).steps).toBe(1000);
  expect(task.sample(new RandomStream(1), 2, {steps: 6}).mask).toEqual(
    new Float32Array([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1]),
  );
});

const random = new RandomStream(1);
const options = (given: object) => () => nGramsTask(given as NGramsOptions);
const sample = (batch: unknown, difficulty?: unknown) => () =>
  nGramsTask().sample(random, batch as number, difficulty as {steps: number});

test.each([
  [options({order: 0}), 'n-grams.order must be an integer at least 1 and at most 20, got 0'],
  [options({order: 21}), 'n-grams.order must be an integer at least 1 and at most 20, got 21'],
  [options({steps: 5}), 'n-grams.steps must be an integer at least 6, got 5'],
  [options({order: 3, steps: '9'}), 'n-grams.steps must be a positive integer, got "9"'],
  [options({signed: 1}), 'n-grams.signed must be true or false, got 1'],
  [options({length: 5}), 'n-grams.length must be omitted (the options are order, steps, signed), got 5'],
  [options([8]), 'n-grams must be an object with the options order, steps, signed, got [8]'],
  [sample(1.5), 'batch must be a positive integer, got 1.5'],
  [sample(1, {steps: 5}), 'difficulty.steps must be an integer at least 6, got 5'],
  [sample(1, {length: 2}), 'difficulty.length must be omitted (the options are steps, order), got 2'],
  [sample(1, {order: 21}), 'difficulty.order must be an integer at least 1 and at most 20, got 21'],
  [sample(1, {order: 8, steps: 7}), 'difficulty.steps must be an integer at least 8, got 7'],
  [sample(1, 20), 'difficulty must be an object with the options steps, order, got 20'],
])('%# a wrong argument is named', (call, message) => {
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});
