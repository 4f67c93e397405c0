import {expect, test} from 'vitest';
import {nativeBlocks, standardBlocks} from './cases.js';
import {nativeTable} from './nativeTable.js';

const rest = {ratio: 1, memory: 64};

test('shows compiled code relative to each build in C++, round by round', () => {
  const rates = {
    compiled: [100, 50, 30],
    'relaxed simd': [120, 60, 30],
    'c++ 128': [200, 100, 20],
    'c++ native': [400, 50, 60],
  };
  const measure = (block: (typeof nativeBlocks)[0]) =>
    block.map((item) => ({case: item, rates: rates[item.engine as keyof typeof rates], ...rest}));
  const [one] = nativeBlocks;
  const forward = nativeBlocks.find(([first]) => first!.work === 'forward')!;
  const threads = nativeBlocks.find(([first]) => first!.threads > 1)!;
  expect(
    nativeTable(
      [one!, forward.filter(({engine}) => engine === 'compiled' || engine === 'c++ 128'), threads].map(
        measure,
      ),
    ),
  ).toBe(
    `
model                    batch  threads  compiled  relaxed SIMD  C++ 128 bits  ratio  relaxed  C++ native  ratio  relaxed
─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
ntm-feedforward              1        1      50.0          60.0           100  0.500    0.600        60.0  0.500    0.500
ntm-feedforward-forward      1        1      50.0             –           100  0.500        –           –      –        –
ntm-feedforward             16        2      50.0          60.0           100  0.500    0.600        60.0  0.500    0.500
`.trim(),
  );
});

test('without C++ there is no table', () => {
  expect(
    nativeTable(standardBlocks.map((block) => block.map((item) => ({case: item, rates: [1], ...rest})))),
  ).toBeUndefined();
});
