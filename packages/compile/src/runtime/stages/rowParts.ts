import type {Numbers} from './numbers.js';

/** A part of the rows that a function of rows reads. */
export interface RowPart {
  readonly size: number;
  readonly needsGradient: boolean;
}

/**
 * Puts rows of several arrays side by side.
 *
 * @param to `[rows, Σ sizes]`
 * @param parts `[…, size]` each
 * @param first the index of the first row that is read of each part
 */
export function pack(to: Float32Array, parts: readonly Numbers[], rows: number, first: number): void {
  const width = to.length / rows;
  let column = 0;
  for (const {shape, values} of parts) {
    const size = shape.at(-1)!;
    const own = values.subarray(first * size, (first + rows) * size);
    if (size === width) to.set(own);
    else if (size === 1) for (let row = 0; row < rows; row++) to[row * width + column] = own[row]!;
    else {
      for (let row = 0; row < rows; row++)
        to.set(own.subarray(row * size, (row + 1) * size), row * width + column);
    }
    column += size;
  }
}

/** The inverse of `pack`: copies each part's columns to an array of its own. Parts without one are skipped. */
export function unpack(
  from: Float32Array,
  parts: readonly RowPart[],
  to: readonly (Float32Array | undefined)[],
  rows: number,
  first: number,
): void {
  const width = from.length / rows;
  let column = 0;
  for (const [index, {size}] of parts.entries()) {
    const target = to[index];
    if (target !== undefined && size === width) target.set(from, first * size);
    else if (target !== undefined) {
      for (let row = 0; row < rows; row++) {
        const start = row * width + column;
        target.set(from.subarray(start, start + size), (first + row) * size);
      }
    }
    column += size;
  }
}

/** An array `[rows, size]` for each part that has a gradient. */
export function gradientsOf(parts: readonly RowPart[], rows: number): (Float32Array | undefined)[] {
  return parts.map(({size, needsGradient}) => (needsGradient ? new Float32Array(rows * size) : undefined));
}
