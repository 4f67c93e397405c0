import {expect, test} from 'vitest';
import {allBlocks, type Block} from './cases.js';
import {compiledTable} from './compiledTable.js';

/** Measurements of a block in which each case is twice as fast as the one before it. */
function measure(block: Block) {
  return block.map((item, index) => ({
    case: item,
    rates: [2 ** index],
    ratio: 2 ** index,
    memory: 64,
    compileMilliseconds: item.engine.endsWith('compiled') ? 10 + index : undefined,
  }));
}

test('compares compiled cases with tfjs, and with PyTorch on the same number of threads', () => {
  const lstm = allBlocks.find(([first]) => first!.model === 'lstm')!;
  const evaluation = allBlocks.find(([first]) => first!.work === 'forward')!;
  expect(compiledTable([allBlocks[1]!, lstm, evaluation].map(measure))).toBe(
    `
model                    batch  engine           threads  × eager wasm  × pytorch  compile ms
─────────────────────────────────────────────────────────────────────────────────────────────
ntm-feedforward             16  compiled               1          4.00      0.500          12
ntm-feedforward             16  compiled               2          16.0      0.500          14
lstm                         1  layers compiled        1          4.00      0.500          12
ntm-feedforward-forward      1  compiled               1          2.00          –          11
`.trim(),
  );
});

test('without a compiled case there is no table', () => {
  expect(compiledTable([measure(allBlocks[0]!.slice(0, 2))])).toBeUndefined();
});
