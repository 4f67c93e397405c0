import {expect, test} from 'vitest';
import {roundTicks, valueAxis} from './axes.js';

test.each([
  [roundTicks(0, 8, 9), [0, 1, 2, 3, 4, 5, 6, 7, 8]],
  [roundTicks(0, 40, 15), [0, 5, 10, 15, 20, 25, 30, 35, 40]],
  [roundTicks(37, 82, 5), [40, 50, 60, 70, 80]],
  [roundTicks(0, 1000, 12), [0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]],
  // Rows 120 … 127 and 0 … 12: positions continue, labels wrap around.
  [roundTicks(120, 140, 5, 128), [120, 125, 128, 133, 138]],
  // Row 120 is too close to row 0 for its label.
  [roundTicks(60, 140, 5, 128), [60, 80, 100, 128]],
])('%# round numbers', (ticks, expected) => {
  expect(ticks).toEqual(expected);
});

test.each([
  ['values that spread widely', {values: [0, 0.3, 60]}, [0, 60], [0, 0.001, 0.01, 0.1, 1, 10]],
  ['two powers of ten', {values: [1, 100]}, [0, 100], [0, 0.01, 0.1, 1, 10, 100]],
  ['if requested', {values: [5, 6], log: true}, [0, 6], [0, 0.0001, 0.001, 0.01, 0.1, 1]],
  ['with an upper end', {values: [0, 60], max: 2}, [0, 2], [0, 0.0001, 0.001, 0.01, 0.1, 1]],
])('a logarithmic axis: %s', (_, args, domain, ticks) => {
  const {scale, axis} = valueAxis({label: 'cost', ...args});
  expect(scale).toEqual({type: 'symlog', constant: ticks[1], domain, nice: false});
  expect(axis).toMatchObject({title: 'cost', values: ticks});
});

test.each([
  ['from 0', {values: [3, 8]}, [0, 8]],
  ['from the least where that is more than half', {values: [131, 200]}, [131, 200]],
  ['with an upper end', {values: [131, 200], max: 150}, [131, 150]],
  ['below 0', {values: [-2, 500]}, [-2, 500]],
  ['of zeros only', {values: [0, 0]}, [0, 1]],
  ['of zeros only, with log: true', {values: [0], log: true}, [0, 1]],
  ['of one value', {values: [3]}, [3, 4]],
  ['if requested', {values: [0, 60], log: false}, [0, 60]],
])('a linear axis: %s', (_, args, domain) => {
  const {scale} = valueAxis({label: 'cost', ...args});
  expect(scale).toEqual({type: 'linear', domain, nice: true, zero: false});
});
