import {ArgumentError} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import {type HeadTrace, writeLocations} from '../index.js';

/** A head of three rows with these weightings, one after the other. */
const head = (kind: HeadTrace['kind'], ...weightings: number[]): HeadTrace => ({
  index: 0,
  kind,
  label: `${kind} head`,
  values: {weighting: {shape: [weightings.length / 3, 3], data: new Float32Array(weightings)}},
});

test('the row at which the weightings of all write heads together peak', () => {
  const first = head('write', 0.5, 0.25, 0.25, 1, 0, 0, 0.25, 0.5, 0.25);
  const second = head('write', 0, 0.5, 0.5, 0, 0, 1, 0.25, 0.25, 0.5);
  const reader = head('read', 0, 0, 1, 0, 0, 1, 1, 0, 0);
  expect(writeLocations({heads: [first]})).toEqual([0, 0, 1]);
  expect(writeLocations({heads: [reader, second]})).toEqual([1, 2, 2]);
  // Sums 0.5 0.75 0.75, then 1 0 1, then 0.5 0.75 0.75.
  expect(writeLocations({heads: [first, second, reader]})).toEqual([1, 0, 1]);
});

test('a trace without a write head is refused', () => {
  const call = () => writeLocations({heads: [head('read', 1, 0, 0)]});
  expect(call).toThrow(ArgumentError);
  expect(() => writeLocations({heads: [{...head('write', 1, 0, 0), values: {}}]})).toThrow('["write head"]');
  expect(call).toThrow(
    'trace.heads must be heads of which one at least writes by a weighting, got ["read head"]',
  );
});
