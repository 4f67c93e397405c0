/** Numbers in row-major order, with their shape `[batch, …]`. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The number of elements of a shape. */
export function lengthOf(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/**
 * The number of rows that all inputs of some layers have.
 *
 * @throws Error if they differ; it names the layers
 */
export function commonRows(name: string, inputs: readonly Numbers[]): number {
  const counts = inputs.map(({shape}) => lengthOf(shape.slice(0, -1)));
  if (new Set(counts).size === 1) return counts[0]!;
  const shapes = inputs.map(({shape}) => `[${shape}]`).join(', ');
  throw new Error(`${name}: the shapes ${shapes} do not fit together`);
}

/**
 * Reverses the steps of each sequence.
 *
 * @param all `[batch, steps, size]`, or `[batch, steps]` with a size of 1
 */
export function reverseSteps(all: Float32Array, batch: number, steps: number, size: number): Float32Array {
  const reversed = new Float32Array(all.length);
  for (let sequence = 0; sequence < batch; sequence++) {
    for (let step = 0; step < steps; step++) {
      const from = (sequence * steps + step) * size;
      reversed.set(all.subarray(from, from + size), (sequence * steps + steps - 1 - step) * size);
    }
  }
  return reversed;
}
