import {expect, test} from 'vitest';
import {circlesOf} from './circles.js';

const circles = (graph: Record<string, string[]>) => circlesOf(new Map(Object.entries(graph)));

test('a graph without circles has none, even if two ways lead to one node', () => {
  expect(circles({a: ['b', 'c'], b: ['d'], c: ['d'], d: []})).toEqual([]);
});

test('finds every circle, and a node that points to itself', () => {
  expect(circles({a: ['b'], b: ['c'], c: ['b', 'd'], d: ['d'], e: ['a']}).sort()).toEqual([
    ['b', 'c'],
    ['d'],
  ]);
});

test('joins circles that share a node', () => {
  expect(circles({a: ['b', 'c'], b: ['a'], c: ['a']})).toEqual([['a', 'b', 'c']]);
});

test('ignores nodes outside the graph', () => {
  expect(circles({a: ['other']})).toEqual([]);
});
