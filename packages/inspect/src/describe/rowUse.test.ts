import {ArgumentError} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import {type HeadTrace, unusedRows, writeLocations} from '../index.js';

const array = (...data: number[]) => ({shape: [2, data.length / 2], data: Float32Array.from(data)});
const head = (kind: HeadTrace['kind'], values: HeadTrace['values']): HeadTrace => ({
  index: 0,
  kind,
  label: `${kind} head`,
  values,
});
const reader = head('read', {weighting: array(1, 0, 0, 0, 0.75, 0, 0, 0.25)});
const writer = head('write', {weighting: array(0, 0, 0, 0, 0.005, 0.995, 0, 0)});
const pusher = head('write', {pushStrength: array(1, 1)});
const strengths = array(0, 0, 0.5, 0, 0, 0, 0, 0);

test('rows are used if a head reads or writes them above a threshold', () => {
  expect(unusedRows({heads: [reader], rowValues: {}})).toEqual([1, 2]);
  expect(unusedRows({heads: [writer], rowValues: {}})).toEqual([0, 2, 3]);
  expect(unusedRows({heads: [reader, writer], rowValues: {}})).toEqual([2]);
  expect(unusedRows({heads: [writer], rowValues: {}}, 0.001)).toEqual([2, 3]);
  expect(unusedRows({heads: [reader], rowValues: {}}, 0.25)).toEqual([1, 2, 3]);
});

test('the strengths of rows show where a head without a weighting writes', () => {
  expect(unusedRows({heads: [reader, writer], rowValues: {strengths}})).toEqual([2]);
  expect(unusedRows({heads: [reader, pusher], rowValues: {strengths}})).toEqual([1]);
  expect(unusedRows({heads: [pusher], rowValues: {strengths}})).toEqual([0, 1, 3]);
});

test('a wrong argument is named', () => {
  const nothing = () => unusedRows({heads: [pusher], rowValues: {}});
  expect(nothing).toThrow(ArgumentError);
  expect(nothing).toThrow('trace.heads must be heads with at least one weighting, got ["write head"]');
  expect(() => unusedRows({heads: [reader], rowValues: {}}, -1)).toThrow(
    'threshold must be a finite number at least 0, got -1',
  );
});

/** A head of three rows with these weightings, one after the other. */
const headOf = (kind: HeadTrace['kind'], ...weightings: number[]): HeadTrace => ({
  index: 0,
  kind,
  label: `${kind} head`,
  values: {weighting: {shape: [weightings.length / 3, 3], data: new Float32Array(weightings)}},
});

test('the row at which the weightings of all write heads together peak', () => {
  const first = headOf('write', 0.5, 0.25, 0.25, 1, 0, 0, 0.25, 0.5, 0.25);
  const second = headOf('write', 0, 0.5, 0.5, 0, 0, 1, 0.25, 0.25, 0.5);
  const reader = headOf('read', 0, 0, 1, 0, 0, 1, 1, 0, 0);
  expect(writeLocations({heads: [first]})).toEqual([0, 0, 1]);
  expect(writeLocations({heads: [reader, second]})).toEqual([1, 2, 2]);
  // Sums 0.5 0.75 0.75, then 1 0 1, then 0.5 0.75 0.75.
  expect(writeLocations({heads: [first, second, reader]})).toEqual([1, 0, 1]);
});

test('rejects a trace without a write head', () => {
  const call = () => writeLocations({heads: [headOf('read', 1, 0, 0)]});
  expect(call).toThrow(ArgumentError);
  expect(() => writeLocations({heads: [{...headOf('write', 1, 0, 0), values: {}}]})).toThrow(
    '["write head"]',
  );
  expect(call).toThrow('trace.heads must be heads with at least one write weighting, got ["read head"]');
});
