import {ArgumentError} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import {focusBySteps} from '../index.js';

test('the row of the largest weight, and how sharp a weighting is', () => {
  const weights = [0, 1, 0, 0, 0.25, 0.25, 0.25, 0.25, 0.5, 0, 0, 0.5, 0, 0, 0.25, 0.25, 0, 0, 0, 0];
  const focuses = focusBySteps({shape: [5, 4], data: Float32Array.from(weights)});
  expect(focuses).toEqual([
    {row: 1, weight: 1, total: 1, entropy: 0, effectiveRows: 1},
    {row: 0, weight: 0.25, total: 1, entropy: 2, effectiveRows: 4},
    {row: 0, weight: 0.5, total: 1, entropy: 1, effectiveRows: 2},
    {row: 2, weight: 0.25, total: 0.5, entropy: 1, effectiveRows: 2},
    {row: 0, weight: 0, total: 0, entropy: 0, effectiveRows: 1},
  ]);
  const [uneven] = focusBySteps({shape: [1, 2], data: Float32Array.from([0.75, 0.25])});
  expect(uneven!.entropy).toBeCloseTo(-0.75 * Math.log2(0.75) + 0.5, 6);
});

test('rejects what is not a weighting', () => {
  const call = () => focusBySteps({shape: [4], data: new Float32Array(4)});
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow('weighting must be [steps, rows] numbers, got [4]');
});
