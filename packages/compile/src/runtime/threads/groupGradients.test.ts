import {describe, expect, test} from 'vitest';
import {GroupGradients} from './groupGradients.js';
import {groupsIn} from './sharedArrays.js';

const SIZES = [37, 1, 5000];
const GROUPS = 5;

/** Of very different sizes, so that sums depend on their order. */
function numbers(size: number, seed: number): Float32Array {
  return Float32Array.from({length: size}, (_, index) => {
    const phase = Math.sin(1 + index * 12.9898 + seed * 78.233);
    return phase * 10 ** ((index + 3 * seed) % 8);
  });
}

/** Gradients that another thread has written. */
function written(): GroupGradients {
  const gradients = new GroupGradients(GROUPS, SIZES);
  const views = groupsIn(gradients.shared, SIZES);
  for (const [group, arrays] of views.entries())
    for (const [index, array] of arrays.entries()) array.set(numbers(array.length, group + 10 * index));
  return gradients;
}

/** The sum of lists of numbers, one after the other, in single precision. */
function sumOf(lists: readonly Float32Array[]): Float32Array {
  const [first, ...others] = lists;
  return first!.map((value, element) =>
    others.reduce((sum, list) => Math.fround(sum + list[element]!), value),
  );
}

describe('the total of groups', () => {
  test.each([1, 2, 3, 4, 5])('%i of them, in their order', (count) => {
    const gradients = written();
    const before = gradients.groups.map((arrays) => arrays.map((array) => array.slice()));
    const sums = (groups: typeof before) => SIZES.map((_, index) => sumOf(groups.map((own) => own[index]!)));
    const expected = sums(before.slice(0, count));
    expect(gradients.total(count)).toEqual(expected);
    expect(gradients.groups.slice(1)).toEqual(before.slice(1));
    if (count > 2) expect(expected).not.toEqual(sums(before.slice(0, count).reverse()));
  });

  test('of batches with different numbers of groups', () => {
    const gradients = written();
    for (const count of [5, 2, 5]) {
      const lists = gradients.groups.slice(0, count).map(([array]) => array!.slice());
      expect(gradients.total(count)[0]).toEqual(sumOf(lists));
    }
  });

  test('without gradients', () => {
    const gradients = new GroupGradients(GROUPS, []);
    expect(gradients.groups).toEqual([[], [], [], [], []]);
    expect(gradients.total(GROUPS)).toEqual([]);
  });
});
