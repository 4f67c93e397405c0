/**
 * The transpose of a matrix.
 *
 * @param values `[rows, columns]`
 * @returns `[columns, rows]`
 */
export function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = values[row * columns + column]!;
    }
  }
  return result;
}

/**
 * Numbers cut into as many equal pieces as there are in `order`, in that order: piece k of the result is piece `order[k]`.
 */
export function reordered(values: Float32Array, order: readonly number[]): Float32Array {
  const size = values.length / order.length;
  const result = new Float32Array(values.length);
  for (const [place, piece] of order.entries()) {
    result.set(values.subarray(piece * size, (piece + 1) * size), place * size);
  }
  return result;
}

/** The order that undoes `reordered`. */
export function inverseOrder(order: readonly number[]): number[] {
  return order.map((_, piece) => order.indexOf(piece));
}
