import {expect, test} from 'vitest';
import type {ScalarFunction} from '../../graph/graph.js';
import {ANY, type Away, awayOf, constant} from './away.js';

const OLD: Away = {kind: 'unchanged', state: 1, gradient: false};
const [zero, one, two] = [constant(0), constant(1), constant(2)];

test.each<[ScalarFunction, Away[], Away, number[]]>([
  ['copy', [OLD], OLD, [0]],
  ['add', [OLD, zero], OLD, [0, 1]],
  ['add', [zero, OLD], OLD, [1, 0]],
  ['add', [OLD, one], ANY, [0, 1]],
  ['sub', [OLD, zero], OLD, [0, 1]],
  ['sub', [zero, OLD], ANY, [0, 1]],
  ['sub', [one, zero], one, [0, 1]],
  ['mul', [OLD, one], OLD, [0, 1]],
  ['mul', [one, OLD], OLD, [1, 0]],
  ['mul', [ANY, zero], zero, [1]],
  ['mul', [zero, OLD], zero, [0]],
  ['mul', [two, two], constant(4), [0, 1]],
  ['div', [zero, ANY], zero, [0]],
  ['div', [OLD, one], OLD, [0, 1]],
  ['div', [one, OLD], ANY, [0, 1]],
  ['neg', [OLD], ANY, [0]],
  ['greater', [zero, constant(0.005)], zero, [0, 1]],
  ['select', [zero, ANY, OLD], OLD, [2, 0]],
  ['select', [one, ANY, OLD], ANY, [1, 0]],
  ['select', [ANY, OLD, OLD], ANY, [0, 1, 2]],
  ['exp', [zero], ANY, [0]],
])('%s of %j', (fn, operands, away, deciding) => {
  expect(awayOf(fn, operands)).toEqual({away, deciding});
});
