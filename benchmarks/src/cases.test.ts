import {expect, test} from 'vitest';
import {allBlocks, describeCase, fitBlocks, modelOf, nativeBlocks, standardBlocks} from './cases.js';

test('the standard cases are the paper’s copy task on every engine, at batch 1 and 16', () => {
  expect(standardBlocks.map((block) => block.map(describeCase))).toEqual([
    [
      'eager on wasm, ntm-feedforward, batch 1',
      'eager on cpu, ntm-feedforward, batch 1',
      'compiled on wasm, ntm-feedforward, batch 1',
      'pytorch on cpu, ntm-feedforward, batch 1',
    ],
    [
      'eager on wasm, ntm-feedforward, batch 16',
      'eager on cpu, ntm-feedforward, batch 16',
      'compiled on wasm, ntm-feedforward, batch 16',
      'pytorch on cpu, ntm-feedforward, batch 16',
    ],
  ]);
  expect(new Set(standardBlocks.flat().map(({length, threads}) => `${length} ${threads}`))).toEqual(
    new Set(['10 1']),
  );
});

test('threads and forward passes are named', () => {
  const described = allBlocks.flat().map(describeCase);
  expect(described).toContain('compiled on wasm, ntm-feedforward, batch 16, 2 threads');
  expect(described).toContain('eager on wasm, ntm-feedforward-forward, batch 1');
});

test('no two cases have the same row', () => {
  const rows = [...allBlocks, ...fitBlocks]
    .flat()
    .map((item) => JSON.stringify({...item, model: modelOf(item), work: undefined}));
  expect(new Set(rows).size).toBe(rows.length);
});

test('the cases of a block have the same batch, length and work', () => {
  for (const block of [...allBlocks, ...nativeBlocks, ...fitBlocks]) {
    expect(new Set(block.map(({work, batch, length}) => `${work} ${batch} ${length}`)).size).toBe(1);
  }
});

test('models with a dense layer run layers compiled, others compiled', () => {
  for (const {model, engine} of allBlocks.flat()) {
    if (model.startsWith('lstm')) expect(engine).not.toBe('compiled');
    else expect(engine).not.toBe('layers compiled');
  }
});
