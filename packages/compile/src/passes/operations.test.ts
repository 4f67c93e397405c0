import {expect, test} from 'vitest';
import type {Value} from '../graph/graph.js';
import type {Expression} from './loop.js';
import {countOperations} from './operations.js';

const value: Value = {id: 0, size: 1, role: {kind: 'input'}};
const load = (id: number, ...strides: number[]): Expression => ({
  ...{kind: 'load', id, access: {value, offset: 0, strides}},
});
const apply = (id: number, fn: 'exp' | 'mul', ...operands: Expression[]): Expression => ({
  ...{kind: 'apply', id, fn, operands},
});
const target = {value, offset: 0, strides: [1]};

test('a matrix product has a product and a sum for each term', () => {
  const expression = apply(2, 'mul', load(0, 1, 0), load(1, 0, 1));
  const loop = {dims: [3, 5], reduced: [false, true], stores: []};
  expect(countOperations({...loop, reductions: [{fn: 'sum', expression, target}]})).toBe(2 * 3 * 5);
});

test('what does not vary along a dimension is computed once, as is what several stores read', () => {
  const power = apply(1, 'exp', load(0, 1, 0));
  const stores = [apply(3, 'mul', power, load(2, 5, 1)), apply(4, 'mul', power, power), power];
  const loop = {dims: [3, 5], reduced: [false, false], reductions: []};
  expect(countOperations({...loop, stores: stores.map((expression) => ({expression, target}))})).toBe(
    3 + 15 + 3,
  );
});
