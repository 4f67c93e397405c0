import {useBackend} from '@ntmjs/test-support';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {episode, modelOf, vectorAt} from '../fixtures/architectures.js';
import {shiftingHead, weightingOf} from '../fixtures/weightings.js';
import {headMoves, inspect} from '../index.js';
import {originOf} from './headMoves.js';

useBackend('cpu');

const focuses = [0, 1, 1, 7, 'spread', 3, 4, 'idle', 4] as const;

test('where a head is, and by how many rows it moved, around the end if that is shorter', () => {
  const moves = headMoves(shiftingHead('read', focuses, 8));
  expect(moves.map(({state}) => state)).toEqual(
    focuses.map((focus) => (typeof focus === 'number' ? 'points' : focus)),
  );
  expect(moves.map(({shift}) => shift)).toEqual([
    undefined,
    1,
    0,
    -2,
    undefined,
    undefined,
    1,
    undefined,
    undefined,
  ]);
});

test('the memory of a head without shifts is not a ring, and the origin of its moves is unknown', () => {
  const moves = headMoves({values: {weighting: weightingOf([0, 1, 1, 7], 8)}});
  expect(moves.map(({shift}) => shift)).toEqual([undefined, 1, 0, 6]);
  expect(moves.map(({origin}) => origin)).toEqual([undefined, undefined, undefined, undefined]);
  expect(headMoves({values: {}})).toEqual([]);
});

test('a shift on a ring is the shortest way', () => {
  fc.assert(
    fc.property(fc.integer({min: 3, max: 20}), fc.nat(), fc.nat(), (rows, one, other) => {
      const [from, to] = [one % rows, other % rows];
      const shift = headMoves(shiftingHead('read', [from, to], rows))[1]!.shift!;
      expect((((from + shift) % rows) + rows) % rows).toBe(to);
      expect(Math.abs(shift)).toBeLessThanOrEqual(rows / 2);
    }),
  );
});

describe('what brought a head of the NTM where it points', () => {
  const rows = 5;
  const oneHot = (length: number, index: number) => Array.from({length}, (_, i) => (i === index ? 1 : 0));
  const array = (...data: number[]) => ({shape: [1, data.length], data: Float32Array.from(data)});
  /** A head that was at row 0, looks row 3 up as far as its gate says, and shifts. */
  const originAt = (gate: number, shift: -1 | 0 | 1) => {
    const [content, before] = [oneHot(rows, 3), oneHot(rows, 0)];
    const interpolated = content.map((weight, row) => gate * weight + (1 - gate) * before[row]!);
    const shifted = interpolated.map((_, row) => interpolated[(row - shift + rows) % rows]!);
    const [move] = headMoves({
      values: {
        interpolationGate: array(gate),
        shiftWeights: array(...oneHot(3, shift + 1)),
        contentWeighting: array(...content),
        interpolatedWeighting: array(...interpolated),
        weighting: array(...shifted),
      },
    });
    return {row: move!.focus.row, origin: move!.origin};
  };

  test.each([
    [0.1, 0, 0, {by: 'location', from: 0, shift: 0}],
    [0.1, 1, 1, {by: 'location', from: 0, shift: 1}],
    [0.1, -1, 4, {by: 'location', from: 0, shift: -1}],
    [0.9, 0, 3, {by: 'content', from: 3, shift: 0}],
    [0.9, 1, 4, {by: 'content', from: 3, shift: 1}],
    [0.9, -1, 2, {by: 'content', from: 3, shift: -1}],
  ] as const)('with a gate of %d and a shift by %i', (gate, shift, row, origin) => {
    expect(originAt(gate, shift)).toEqual({row, origin});
  });

  test('is the largest part of the shifted weighting, of a real model', async () => {
    const trace = await inspect(modelOf('ntm, write first'), episode);
    const origins: string[] = [];
    for (const head of trace.heads) {
      for (const [step, {focus}] of headMoves(head).entries()) {
        const value = (name: string) => vectorAt(head.values[name]!, step);
        const [gate] = value('interpolationGate') as [number];
        const before = vectorAt(trace.stateBefore[`weighting${head.index}`]!, step);
        const content = value('contentWeighting');
        const shifts = value('shiftWeights');
        const parts = before.flatMap((weight, from) =>
          [-1, 0, 1].flatMap((shift) => {
            if ((from + shift + before.length) % before.length !== focus.row) return [];
            const [found, kept] = [gate * content[from]!, (1 - gate) * weight];
            const by = found > kept ? 'content' : 'location';
            return {origin: {by, from, shift}, part: (found + kept) * shifts[shift + 1]!};
          }),
        );
        const [largest] = parts.sort((a, b) => b.part - a.part);
        expect(originOf(head.values, step, focus.row)).toEqual(largest!.origin);
        origins.push(largest!.origin.by);
      }
    }
    expect(origins).toHaveLength(3 * episode.steps);
    expect(new Set(origins)).toEqual(new Set(['content', 'location']));
  });
});
