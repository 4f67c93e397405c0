/** The rows of a flat, row-major array, `[length / width, width]`. */
export function rowsOf(values: ArrayLike<number>, width: number): number[][] {
  return Array.from({length: values.length / width}, (_, row) =>
    Array.from({length: width}, (_, column) => values[row * width + column]!),
  );
}

/**
 * Applies a function of one sample to each sample of a batch.
 *
 * @param batch how many samples each array holds, one after the other
 * @param sample gets its part of each array, flat, and returns its part of the result
 * @returns a function of the whole arrays, the oracle that `expectGradients` asks for
 */
export function eachSample(
  batch: number,
  sample: (...parts: number[][]) => number[],
): (...arrays: number[][]) => number[] {
  return (...arrays) =>
    Array.from({length: batch}, (_, index) => {
      const parts = arrays.map((values) => {
        const size = values.length / batch;
        return values.slice(index * size, (index + 1) * size);
      });
      return sample(...parts);
    }).flat();
}
