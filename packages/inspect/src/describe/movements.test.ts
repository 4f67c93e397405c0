import fc from 'fast-check';
import {expect, test} from 'vitest';
import {type HeadFocus, shiftingHead, weightingOf} from '../fixtures/weightings.js';
import {headMovements} from '../index.js';

/** The movements of a head on a ring of twenty rows, each as its steps, kind, shift and times. */
const outlineOf = (focuses: readonly HeadFocus[]) =>
  headMovements(shiftingHead('read', focuses, 20)).map(({from, to, kind, shift, times}) => [
    from,
    to,
    kind,
    shift,
    times,
  ]);

test.each<[string, HeadFocus[], unknown[][]]>([
  ['row by row', [3, 4, 5, 6], [[0, 3, 'points', 1, 1]]],
  ['past the last row', [1, 0, 19, 18], [[0, 3, 'points', -1, 1]]],
  ['not at all', [3, 3, 3], [[0, 2, 'points', 0, 1]]],
  [
    'and stops',
    [3, 4, 5, 5, 5],
    [
      [0, 2, 'points', 1, 1],
      [3, 4, 'points', 0, 1],
    ],
  ],
  [
    'and turns',
    [3, 4, 5, 4, 3],
    [
      [0, 2, 'points', 1, 1],
      [3, 4, 'points', -1, 1],
    ],
  ],
  [
    'and jumps, after which it goes on as it did',
    [3, 4, 5, 12, 13],
    [
      [0, 2, 'points', 1, 1],
      [3, 4, 'points', 1, 1],
    ],
  ],
  [
    'over the same rows again and again, the first time from elsewhere',
    [9, 3, 4, 5, 3, 4, 5, 3, 4, 5, 3],
    [
      [0, 0, 'points', undefined, 1],
      [1, 3, 'points', 1, 1],
      [4, 9, 'points', 1, 2],
      [10, 10, 'points', undefined, 1],
    ],
  ],
  [
    'to and fro over two rows, each time anew',
    [3, 4, 3, 4, 3, 4],
    [
      [0, 1, 'points', 1, 1],
      [2, 5, 'points', 1, 2],
    ],
  ],
  [
    'over all rows, and over none',
    ['spread', 'spread', 3, 4, 'idle', 'idle'],
    [
      [0, 1, 'spread', undefined, 1],
      [2, 3, 'points', 1, 1],
      [4, 5, 'idle', undefined, 1],
    ],
  ],
  ['without a pattern', [3, 9, 4, 15, 0, 7], [[0, 5, 'irregular', undefined, 1]]],
  [
    'without a pattern between two that have one',
    [3, 4, 5, 12, 'spread', 9, 2, 10, 10, 10],
    [
      [0, 2, 'points', 1, 1],
      [3, 6, 'irregular', undefined, 1],
      [7, 9, 'points', 0, 1],
    ],
  ],
  [
    'slowly, which is no wandering',
    [3, 3, 'spread', 4, 5, 5],
    [
      [0, 1, 'points', 0, 1],
      [2, 2, 'spread', undefined, 1],
      [3, 4, 'points', 1, 1],
      [5, 5, 'points', undefined, 1],
    ],
  ],
])('a head that moves %s', (_, focuses, expected) => {
  expect(outlineOf(focuses)).toEqual(expected);
});

test('a head without shift weights jumps if it moves by more than one row', () => {
  const shifts = headMovements({values: {weighting: weightingOf([0, 2, 4, 6, 7, 8], 20)}}).map(
    ({from, to, shift}) => [from, to, shift],
  );
  expect(shifts).toEqual([
    [0, 0, undefined],
    [1, 1, undefined],
    [2, 2, undefined],
    [3, 5, 1],
  ]);
  const wide = shiftingHead('read', [0, 2, 4, 6], 20);
  const shiftWeights = {shape: [4, 5], data: new Float32Array(20)};
  expect(headMovements({values: {...wide.values, shiftWeights}})).toMatchObject([{from: 0, to: 3, shift: 2}]);
  expect(headMovements({values: {}})).toEqual([]);
});

test('every step is in one movement, in order', () => {
  const focus = fc.oneof(fc.nat({max: 19}), fc.constantFrom<HeadFocus>('spread', 'idle'));
  fc.assert(
    fc.property(fc.array(focus, {minLength: 1, maxLength: 30}), (focuses) => {
      let next = 0;
      for (const {from, to, moves, times} of headMovements(shiftingHead('read', focuses, 20))) {
        expect(from).toBe(next);
        expect(to - from + 1).toBe(moves.length * times);
        next = to + 1;
      }
      expect(next).toBe(focuses.length);
    }),
  );
});
