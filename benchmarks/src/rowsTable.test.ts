import {expect, test} from 'vitest';
import {allBlocks, standardBlocks} from './cases.js';
import {rowsTable} from './rowsTable.js';

const block = allBlocks.find(([first]) => first!.model === 'ntm-feedforward-128')!;
const rest = {ratio: 1, memory: 64};

test('shows the cost of a sequence and of a row per engine, relative to the fewest rows', () => {
  const measurements = block.map((item, index) => ({
    case: item,
    rates: [960, 480].map((rate) => rate / 2 ** index),
    ...rest,
  }));
  expect(rowsTable([measurements])).toBe(
    `
engine    rows  cost of a sequence  cost of a row
─────────────────────────────────────────────────
compiled   128              1.00 ×         1.00 ×
compiled   512              4.00 ×         1.00 ×
compiled  2048              16.0 ×         1.00 ×
compiled  8192              64.0 ×         1.00 ×

pytorch    128              1.00 ×         1.00 ×
pytorch    512              4.00 ×         1.00 ×
pytorch   2048              16.0 ×         1.00 ×
pytorch   8192              64.0 ×         1.00 ×
`.trim(),
  );
});

test('with one number of rows there is no table', () => {
  expect(
    rowsTable(standardBlocks.map((own) => own.map((item) => ({case: item, rates: [1], ...rest})))),
  ).toBeUndefined();
});
