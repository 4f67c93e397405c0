import {expect, test} from 'vitest';
import {allCases, comparisons, describeCase, standardCases} from './cases.js';

test('the standard cases: the paper’s copy task on every engine, at batch 1 and 16', () => {
  expect(standardCases.map(describeCase)).toEqual([
    'eager on wasm, ntm-feedforward, batch 1',
    'eager on cpu, ntm-feedforward, batch 1',
    'pytorch on cpu, ntm-feedforward, batch 1',
    'eager on wasm, ntm-feedforward, batch 16',
    'eager on cpu, ntm-feedforward, batch 16',
    'pytorch on cpu, ntm-feedforward, batch 16',
  ]);
  expect(new Set(standardCases.map(({length, threads}) => `${length} ${threads}`))).toEqual(
    new Set(['10 1']),
  );
});

test('no case is there twice', () => {
  expect(new Set(allCases.map((item) => JSON.stringify(item))).size).toBe(allCases.length);
});

test('only cases of one model, batch and length are compared', () => {
  const groups = comparisons(allCases);
  expect(groups.flat()).toHaveLength(allCases.length);
  for (const group of groups) {
    expect(new Set(group.map(({model, batch, length}) => `${model} ${batch} ${length}`)).size).toBe(1);
    expect(new Set(group.map(({engine, backend}) => `${engine} ${backend}`)).size).toBe(group.length);
  }
});
