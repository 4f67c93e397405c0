import {ArgumentError} from '@ntmjs/arguments';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {blankEpisodes, type Episodes} from './episodes.js';
import {episodeRows} from './fixtures/rows.js';
import {bitsOfEachSequence} from './metrics.js';
import {nGramsTask} from './nGrams.js';
import {optimalPredictions} from './optimalPredictions.js';
import {RandomStream} from './random.js';

/** One episode of order 2 over these bits. */
const episode = (bits: number[]): Episodes => ({
  ...{batch: 1, steps: bits.length, inputSize: 1, outputSize: 1},
  inputs: new Float32Array([0, ...bits.slice(0, -1)]),
  targets: new Float32Array([0, ...bits.slice(1)]),
  mask: new Float32Array(bits.length).fill(1, 1),
});

test('a table', () => {
  // After 1: nothing yet, a 1, a 1 and a 0. After 0: nothing yet, a 1.
  const predictions = optimalPredictions(episode([1, 1, 0, 1, 0, 0]), 2);
  expect([...predictions]).toEqual([1 / 2, 1 / 2, 1.5 / 2, 1 / 2, 1.5 / 3, 1.5 / 2]);
});

/** The estimator by its definition: at each step, count again all earlier occurrences of the same context. */
function oracle(bits: string, order: number): number[] {
  return [...bits].map((_, step) => {
    if (step < order - 1) return 1 / 2;
    const context = bits.slice(step - order + 1, step);
    let [ones, zeros] = [0, 0];
    for (let earlier = order - 1; earlier < step; earlier++) {
      if (bits.slice(earlier - order + 1, earlier) !== context) continue;
      if (bits[earlier] === '1') ones++;
      else zeros++;
    }
    return (ones + 0.5) / (ones + zeros + 1);
  });
}

const cases = fc.record({
  seed: fc.integer(),
  batch: fc.integer({min: 1, max: 3}),
  order: fc.integer({min: 1, max: 6}),
  more: fc.integer({min: 0, max: 80}),
  signed: fc.boolean(),
});

test('the estimator is that of a count over all earlier bits', () => {
  fc.assert(
    fc.property(cases, ({seed, batch, order, more, signed}) => {
      const steps = order + more;
      const episodes = nGramsTask({order, signed}).sample(new RandomStream(seed), batch, {steps});
      const expected = episodeRows(episodes).flatMap(({inputs, targets}) => {
        const shown = inputs.slice(1).map(([value]) => (value === 1 ? '1' : '0'));
        return oracle(`${shown.join('')}${targets.at(-1)![0]}`, order);
      });
      expect([...optimalPredictions(episodes, order)]).toEqual(expected);
    }),
  );
});

test('predictions depend on earlier bits alone', () => {
  const bits = [1, 0, 0, 1, 1, 0, 1, 0, 1, 1];
  const before = optimalPredictions(episode(bits), 2);
  for (let flipped = 0; flipped < bits.length; flipped++) {
    const changed = bits.map((bit, step) => (step === flipped ? 1 - bit : bit));
    const after = optimalPredictions(episode(changed), 2);
    expect(after.slice(0, flipped + 1)).toEqual(before.slice(0, flipped + 1));
  }
});

test('on average no other pseudo-count costs less', () => {
  const [order, batch] = [3, 2000];
  const episodes = nGramsTask({order, steps: 100}).sample(new RandomStream(5), batch);
  /** Mean bits of the same counts with `prior` imaginary ones and zeros in place of ½. */
  const cost = (prior: number) => {
    const logits = episodeRows(episodes).flatMap(({inputs, targets}) => {
      const bits = [...inputs.slice(1), targets.at(-1)!].map(([value]) => (value === 1 ? 1 : 0));
      const counts = new Map<string, [number, number]>();
      return bits.map((bit, step) => {
        if (step < order - 1) return 0;
        const context = bits.slice(step - order + 1, step).join('');
        const count = counts.get(context) ?? [prior, prior];
        const logit = Math.log(count[1] / count[0]);
        count[bit]++;
        counts.set(context, count);
        return logit;
      });
    });
    return bitsOfEachSequence(logits, episodes).reduce((sum, bits) => sum + bits, 0) / batch;
  };
  const logits = optimalPredictions(episodes, order).map((p) => Math.log(p / (1 - p)));
  const optimum = bitsOfEachSequence(logits, episodes).reduce((sum, bits) => sum + bits, 0) / batch;
  expect(cost(0.5)).toBeCloseTo(optimum, 8);
  for (const prior of [0.3, 0.8]) expect(cost(prior)).toBeGreaterThan(optimum + 0.1);
});

const sizes = {batch: 1, steps: 1, inputSize: 1, outputSize: 1};

test.each([
  [() => optimalPredictions(episode([1]), 0), 'order must be an integer at least 1 and at most 20, got 0'],
  [() => optimalPredictions(episode([1]), 21), 'order must be an integer at least 1 and at most 20, got 21'],
  [
    () => optimalPredictions(blankEpisodes({...sizes, inputSize: 2}), 2),
    'episodes.inputSize must be 1, got 2',
  ],
  [
    () => optimalPredictions(blankEpisodes({...sizes, outputSize: 3}), 2),
    'episodes.outputSize must be 1, got 3',
  ],
])('%# a wrong argument is named', (call, message) => {
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});
