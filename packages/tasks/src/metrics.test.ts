import {ArgumentError} from '@ntmjs/arguments';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {copyTask} from './copy.js';
import type {Episodes} from './episodes.js';
import {
  bitMetrics,
  bitsOfEachSequence,
  bitsPerSequence,
  endMarkerMetrics,
  findMetric,
  wrongBitsOfEachSequence,
  wrongBitsPerSequence,
} from './metrics.js';
import {RandomStream} from './random.js';

/** Two episodes of three steps and two output channels; the last two steps of the first and the last of the second count. */
const episodes: Episodes = {
  batch: 2,
  steps: 3,
  inputSize: 1,
  outputSize: 2,
  inputs: new Float32Array(6),
  targets: new Float32Array([0, 0, 1, 0, 1, 1, 0, 0, 0, 0, 0, 1]),
  mask: new Float32Array([0, 1, 1, 0, 0, 1]),
};

/** The logit of probability `p`. */
const logit = (p: number) => Math.log(p / (1 - p));

/** One answering step of one episode with a single output. */
const single = (target: number): Episodes => ({
  ...{batch: 1, steps: 1, inputSize: 1, outputSize: 1, inputs: new Float32Array(1)},
  ...{targets: new Float32Array([target]), mask: new Float32Array([1])},
});

test('bits of a table of probabilities', () => {
  const logits = [9, 9, 0.5, 0.25, 0.125, 0.75, 9, 9, 9, 9, 0.5, 0.5].map((p) => (p === 9 ? 9 : logit(p)));
  // −log2 of 0.5, 0.75, 0.125, 0.75; and of 0.5, 0.5
  const first = 4 + 2 * Math.log2(4 / 3);
  const [one, two] = bitsOfEachSequence(logits, episodes);
  expect(one).toBeCloseTo(first, 12);
  expect(two).toBeCloseTo(2, 12);
  expect(bitsPerSequence(logits, episodes)).toBeCloseTo((first + 2) / 2, 12);
});

test('wrong bits of a table', () => {
  // Right: 1 predicted 1, 0 predicted 0; wrong: both of the second answer; logit 0 predicts 0.
  const logits = [9, 9, 1, -1, -1, -2, 9, 9, 9, 9, 0, 0];
  expect(wrongBitsOfEachSequence(logits, episodes)).toEqual([2, 1]);
  expect(wrongBitsPerSequence(logits, episodes)).toBe(1.5);
});

test('a logit of 0 costs exactly one bit', () => {
  const {targets, ...rest} = copyTask().sample(new RandomStream(1), 3, {length: 20});
  expect(bitsPerSequence(new Float32Array(targets.length), {targets, ...rest})).toBe(160);
});

test.each([
  [1, 1000, 0],
  [0, -1000, 0],
  [1, -1000, 1000 / Math.LN2],
  [0, 1000, 1000 / Math.LN2],
  [1, Infinity, 0],
  [0, -Infinity, 0],
  [1, -Infinity, Infinity],
  [0, Infinity, Infinity],
  [1, 40, Math.exp(-40) / Math.LN2],
])('target %d with logit %d costs %d bits', (target, value, bits) => {
  const actual = bitsPerSequence([value], single(target));
  if (Number.isFinite(bits)) expect(actual).toBeCloseTo(bits, 10);
  else expect(actual).toBe(bits);
  expect(wrongBitsPerSequence([value], single(target))).toBe(bits > 1 ? 1 : 0);
});

test('small costs keep their digits', () => {
  const bits = bitsPerSequence([40], single(1));
  expect(bits / (Math.exp(-40) / Math.LN2)).toBeCloseTo(1, 12);
});

test('a NaN logit is a wrong bit and makes its sequence cost NaN', () => {
  for (const target of [0, 1]) expect(wrongBitsPerSequence([Number.NaN], single(target))).toBe(1);
  const logits = episodes.targets.map((bit) => (bit ? 50 : -50));
  logits[4] = Number.NaN;
  expect(wrongBitsOfEachSequence(logits, episodes)).toEqual([1, 0]);
  const [first, second] = bitsOfEachSequence(logits, episodes);
  expect(first).toBeNaN();
  expect(second).toBeCloseTo(0, 12);
  expect(bitsPerSequence(logits, episodes)).toBeNaN();
});

test('steps outside the mask do not count, whatever their logits', () => {
  const logits = new Float32Array(12).fill(Number.NaN);
  for (const index of [2, 3, 4, 5, 10, 11]) logits[index] = episodes.targets[index] ? 30 : -30;
  expect(wrongBitsPerSequence(logits, episodes)).toBe(0);
  expect(bitsPerSequence(logits, episodes)).toBeLessThan(1e-10);
});

test('both metrics are those of plain loops over probabilities', () => {
  const cases = fc.record({seed: fc.integer(), batch: fc.integer({min: 1, max: 4})});
  fc.assert(
    fc.property(cases, ({seed, batch}) => {
      const random = new RandomStream(seed);
      const sampled = copyTask({vectorWidth: 3, maxLength: 6}).sample(random, batch);
      const logits = sampled.targets.map(() => 10 * random.uniform() - 5);
      let bits = 0;
      let wrong = 0;
      for (let b = 0; b < batch; b++) {
        for (let t = 0; t < sampled.steps; t++) {
          if (sampled.mask[b * sampled.steps + t] !== 1) continue;
          for (let i = 0; i < 3; i++) {
            const at = (b * sampled.steps + t) * 3 + i;
            const one = 1 / (1 + Math.exp(-logits[at]!));
            bits -= Math.log2(sampled.targets[at] === 1 ? one : 1 - one);
            if (one > 0.5 !== (sampled.targets[at] === 1)) wrong++;
          }
        }
      }
      expect(bitsPerSequence(logits, sampled)).toBeCloseTo(bits / batch, 8);
      expect(wrongBitsPerSequence(logits, sampled)).toBeCloseTo(wrong / batch, 12);
    }),
  );
});

/** The two metrics of an end marker, as functions. */
function endMarker(vectorWidth: number, answered: Episodes) {
  const [vectors, markers] = endMarkerMetrics(vectorWidth).map(
    ({evaluate}) =>
      (logits: ArrayLike<number>) =>
        evaluate(logits, answered),
  );
  return {wrongVectorBits: vectors!, wrongEndMarkers: markers!};
}

test('wrong bits of vectors and of end markers, apart', () => {
  // Channel 0 is a vector of one bit, channel 1 the marker; the first answering steps' targets are [1, 0], [1, 1].
  const {wrongVectorBits, wrongEndMarkers} = endMarker(1, episodes);
  const logits = [9, 9, 1, 2, -1, -2, 9, 9, 9, 9, 0, -1];
  expect(wrongVectorBits(logits)).toEqual([1, 0]);
  expect(wrongEndMarkers(logits)).toEqual([2, 1]);
});

test('wrong vector bits and wrong end markers sum to the wrong bits', () => {
  const cases = fc.record({seed: fc.integer(), vectorWidth: fc.integer({min: 1, max: 5})});
  fc.assert(
    fc.property(cases, ({seed, vectorWidth}) => {
      const random = new RandomStream(seed);
      const sampled = copyTask({vectorWidth, maxLength: 6, endMarker: true}).sample(random, 3);
      const logits = sampled.targets.map(() => 10 * random.uniform() - 5);
      const {wrongVectorBits, wrongEndMarkers} = endMarker(vectorWidth, sampled);
      const markers = wrongEndMarkers(logits);
      const sums = wrongVectorBits(logits).map((wrong, episode) => wrong + markers[episode]!);
      expect(sums).toEqual(wrongBitsOfEachSequence(logits, sampled));
      const right = logits.map((logit, index) =>
        index % (vectorWidth + 1) === vectorWidth ? 9 * sampled.targets[index]! - 1 : logit,
      );
      expect(wrongEndMarkers(right)).toEqual([0, 0, 0]);
      expect(wrongVectorBits(right)).toEqual(wrongVectorBits(logits));
    }),
  );
});

test('a metric is found by its name', () => {
  expect(findMetric(bitMetrics, 'wrongBits').evaluate).toBe(wrongBitsOfEachSequence);
  expect(() => findMetric(new Array(3), 'bits')).toThrow('metrics[0] must be a metric, got undefined');
  expect(() => findMetric(bitMetrics, 'coarse')).toThrow(
    new ArgumentError('metric', 'one of "bits", "wrongBits"', 'coarse'),
  );
});

const short = new Float32Array(11);

test.each([
  [short, episodes, 'logits.length must be 12 for [batch, steps, outputSize] = [2, 3, 2], got 11'],
  [
    undefined as never,
    episodes,
    'logits.length must be 12 for [batch, steps, outputSize] = [2, 3, 2], got undefined',
  ],
  [
    new Float32Array(12),
    {...episodes, targets: short},
    'episodes.targets.length must be 12 for [batch, steps, outputSize] = [2, 3, 2], got 11',
  ],
  [
    new Float32Array(12),
    {...episodes, mask: short},
    'episodes.mask.length must be 6 for [batch, steps] = [2, 3], got 11',
  ],
])('%# an array of the wrong length is named', (logits, given, message) => {
  const metrics = [bitsPerSequence, bitsOfEachSequence, wrongBitsPerSequence, wrongBitsOfEachSequence];
  for (const metric of [...metrics, ...endMarkerMetrics(1).map(({evaluate}) => evaluate)]) {
    expect(() => metric(logits, given)).toThrow(ArgumentError);
    expect(() => metric(logits, given)).toThrow(message);
  }
});
