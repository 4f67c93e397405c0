import {describe, expect, test} from 'vitest';
import type {Access, Value} from '../graph/graph.js';
import {accesses, DYNAMIC, type Loop} from '../passes/loop.js';
import {collapse, spreadTargets} from './collapse.js';

const value = (id: number): Value => ({id, size: 1000, role: {kind: 'computed'}});
const at = (id: number, ...strides: number[]): Access => ({value: value(id), offset: 0, strides});

function copying(dims: number[], from: Access, to: Access): Loop {
  return {
    dims,
    reduced: dims.map(() => false),
    stores: [{expression: {kind: 'load', id: 0, access: from}, target: to}],
    reductions: [],
  };
}

function summing(dims: number[], reduced: boolean[], from: Access, to: Access): Loop {
  const expression = {kind: 'load', id: 0, access: from} as const;
  return {dims, reduced, stores: [], reductions: [{fn: 'sum', expression, target: to}]};
}

describe('collapse', () => {
  test('merges dimensions that all accesses traverse in order', () => {
    const loop = collapse(copying([2, 3, 4], at(0, 12, 4, 1), at(1, 12, 4, 1)));
    expect(loop.dims).toEqual([24]);
    expect(accesses(loop).map(({strides}) => strides)).toEqual([[1], [1]]);
  });

  test('merges dimensions along which a value does not vary', () => {
    expect(collapse(copying([2, 3, 4], at(0, 0, 0, 0), at(1, 12, 4, 1))).dims).toEqual([24]);
  });

  test('keeps dimensions that an access traverses in another order', () => {
    expect(collapse(copying([2, 3], at(0, 1, 2), at(1, 3, 1))).dims).toEqual([2, 3]);
    expect(collapse(copying([2, 3], at(0, 0, 1), at(1, 3, 1))).dims).toEqual([2, 3]);
    expect(collapse(copying([2, 3, 4], at(0, 0, 4, 1), at(1, 12, 4, 1))).dims).toEqual([2, 12]);
    expect(collapse(copying([2, 3, 4], at(0, 100, 4, 1), at(1, 12, 4, 1))).dims).toEqual([2, 12]);
  });

  test('merges dimensions with negative strides', () => {
    const loop = collapse(copying([2, 3], {...at(0, -3, -1), offset: 5}, at(1, 3, 1)));
    expect(loop.dims).toEqual([6]);
    expect(accesses(loop)[0]).toMatchObject({offset: 5, strides: [-1]});
  });

  test('does not merge a reduced dimension with one that is not', () => {
    const loop = spreadTargets(summing([2, 3], [false, true], at(0, 3, 1), at(1, 1)));
    expect(collapse(loop).dims).toEqual([2, 3]);
    const both = spreadTargets(summing([2, 3], [true, true], at(0, 3, 1), at(1)));
    expect(collapse(both)).toMatchObject({dims: [6], reduced: [true]});
  });

  test('keeps a dimension of unknown size', () => {
    expect(collapse(copying([2, DYNAMIC], at(0, 0, 0), at(1, 0, 0))).dims).toEqual([2, DYNAMIC]);
    expect(collapse(copying([DYNAMIC, 2], at(0, 0, 0), at(1, 0, 0))).dims).toEqual([DYNAMIC, 2]);
  });

  test('keeps a loop without dimensions', () => {
    expect(collapse(copying([], at(0), at(1)))).toMatchObject({dims: [], reduced: []});
  });
});

test('spreadTargets assigns the stride 0 to reduced dimensions', () => {
  const loop = spreadTargets(summing([2, 3, 4], [true, false, true], at(0, 12, 4, 1), at(1, 1)));
  expect(loop.reductions[0]!.target.strides).toEqual([0, 1, 0]);
});
