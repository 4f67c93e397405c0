import {expect, test} from 'vitest';
import {colorOf} from '../../../docs/.vitepress/theme/figures/colors.js';
import {columnOf, matrixOf, selectRows, transposed} from '../../../docs/.vitepress/theme/figures/matrix.js';

const matrix = matrixOf([
  [1, 2, 3],
  [4, 5, 6],
]);

test('the parts of a matrix', () => {
  expect(matrix).toEqual({values: [1, 2, 3, 4, 5, 6], columns: 3});
  expect(transposed(matrix)).toEqual({values: [1, 4, 2, 5, 3, 6], columns: 2});
  expect(columnOf(matrix, 1)).toEqual({values: [2, 5], columns: 1});
  expect(selectRows(matrix, [1, 0, 1])).toEqual({values: [4, 5, 6, 1, 2, 3, 4, 5, 6], columns: 3});
});

test('a color is as opaque as its value is large', () => {
  expect([-2, -1, 0, 0.5, 1].map((value) => colorOf(value)[3])).toEqual([255, 255, 0, 128, 255]);
  expect(colorOf(-1).slice(0, 3)).not.toEqual(colorOf(1).slice(0, 3));
});
