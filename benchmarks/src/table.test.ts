import {expect, test} from 'vitest';
import {standardBlocks} from './cases.js';
import {table} from './table.js';

test('one block per comparison; text is aligned left, numbers right', () => {
  const [[eager, , , pytorch], [sixteen]] = standardBlocks as [
    (typeof standardBlocks)[0],
    (typeof standardBlocks)[0],
  ];
  const text = table([
    [
      {case: eager!, rates: [9, 11, 10], ratio: 1, memory: 99.6},
      {case: pytorch!, rates: [1234.5, 1200, 1300], ratio: 123.45, memory: 1000},
    ],
    [{case: sixteen!, rates: [0.5], ratio: 1, memory: 7}],
  ]);
  expect(text).toBe(
    `
model            batch  engine   backend  threads  sequences/s      min – max   ratio   MiB
───────────────────────────────────────────────────────────────────────────────────────────
ntm-feedforward      1  eager    wasm           1         10.0    9.00 – 11.0  1.00 ×   100
ntm-feedforward      1  pytorch  cpu            1         1235    1200 – 1300   123 ×  1000

ntm-feedforward     16  eager    wasm           1        0.500  0.500 – 0.500  1.00 ×     7
`.trim(),
  );
});
