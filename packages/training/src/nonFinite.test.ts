import {expect, test} from 'vitest';
import {NonFiniteError, requireFinite} from './nonFinite.js';

test('the error states the tensor, the number of sequences once it is known, and what to try in order', () => {
  const error = new NonFiniteError('the gradient of ntm/emission_kernel', Number.NaN);
  expect(error.fact).toBe('the gradient of ntm/emission_kernel is NaN');
  expect(error.message).toBe(
    'the gradient of ntm/emission_kernel is NaN; try, in this order: a bound on the norm of the gradient (clip.globalNorm, such ' +
      'as 10), one on the gradient through weightings (weightingClip of ntm, such as 1), a lower learning rate',
  );
  const known = error.after(1200);
  expect(known.fact).toBe('the gradient of ntm/emission_kernel is NaN after 1200 sequences');
  expect(known).toMatchObject({tensor: error.tensor, value: Number.NaN, sequences: 1200});
});

test.each([[[]], [[0, -1e308, 5e-324]], [new Float32Array([3e38])]])('%o are finite', (values) => {
  expect(() => requireFinite('a list', values)).not.toThrow();
});

test.each([
  [[1, Number.NaN, Number.POSITIVE_INFINITY], Number.NaN],
  [new Float32Array([1e39]), Number.POSITIVE_INFINITY],
  [[Number.NEGATIVE_INFINITY], Number.NEGATIVE_INFINITY],
])('of %o the first that is not finite is named', (values, value) => {
  expect(() => requireFinite('a list', values)).toThrow(new NonFiniteError('a list', value));
});
