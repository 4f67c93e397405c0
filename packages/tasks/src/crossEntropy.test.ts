import fc from 'fast-check';
import {expect, test} from 'vitest';
import {binaryCrossEntropy} from './crossEntropy.js';

const target = fc.constantFrom(0, 1);

test('is −ln of the logistic probability of the target', () => {
  fc.assert(
    fc.property(fc.double({min: -15, max: 15, noNaN: true}), target, (logit, y) => {
      const ofOne = 1 / (1 + Math.exp(-logit));
      expect(binaryCrossEntropy(logit, y)).toBeCloseTo(-Math.log(y === 1 ? ofOne : 1 - ofOne), 8);
    }),
  );
});

test.each([
  [1000, 1, 0],
  [1000, 0, 1000],
  [-1000, 1, 1000],
  [Number.POSITIVE_INFINITY, 1, 0],
  [Number.NEGATIVE_INFINITY, 1, Number.POSITIVE_INFINITY],
  [Number.NaN, 0, Number.NaN],
])('of logit %d and target %d is %d', (logit, y, expected) => {
  expect(binaryCrossEntropy(logit, y)).toBe(expected);
});
