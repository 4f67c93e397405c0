import {expect, test} from 'vitest';
import {valueAxis} from './valueAxis.js';

test.each([
  ['values that spread widely', {values: [0, 0.3, 60]}, [0, 60], [0, 0.001, 0.01, 0.1, 1, 10]],
  ['two powers of ten', {values: [1, 100]}, [0, 100], [0, 0.01, 0.1, 1, 10, 100]],
  ['when told', {values: [5, 6], log: true}, [0, 6], [0, 0.0001, 0.001, 0.01, 0.1, 1]],
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
  ['of nothing but zeros', {values: [0, 0]}, [0, 1]],
  ['of nothing but zeros, told to be logarithmic', {values: [0], log: true}, [0, 1]],
  ['of one value', {values: [3]}, [3, 4]],
  ['when told', {values: [0, 60], log: false}, [0, 60]],
])('a linear axis: %s', (_, args, domain) => {
  const {scale} = valueAxis({label: 'cost', ...args});
  expect(scale).toEqual({type: 'linear', domain, nice: true, zero: false});
});
