import type {GoldenArray} from '@ntmjs/test-support/goldenArray';

/** The columns of several arrays of as many rows side by side; vectors one after the other. */
export function sideBySide(arrays: readonly GoldenArray[]): GoldenArray {
  const vectors = arrays[0]!.shape.length === 1;
  const rows = vectors ? 1 : arrays[0]!.shape[0]!;
  const data = Array.from({length: rows}, (_, row) =>
    arrays.flatMap(({data}) => data.slice((row * data.length) / rows, ((row + 1) * data.length) / rows)),
  ).flat();
  return {shape: vectors ? [data.length] : [rows, data.length / rows], data};
}
