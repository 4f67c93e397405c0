import {expect, test} from 'vitest';
import {answerSpans} from './phases.js';

test.each([
  [[0, 0, 1, 1], [{from: 2, to: 3}]],
  [
    [1, 0, 1, 1, 0],
    [
      {from: 0, to: 0},
      {from: 2, to: 3},
    ],
  ],
  [[0, 0], []],
])('%# runs of answering steps', (mask, spans) => {
  expect(answerSpans(new Float32Array(mask))).toEqual(spans);
});
