/** How tensors of a file are put together into a weight: of arrays when it is read, of values of a graph when a program shall do so. */
export interface TensorOperations<T> {
  transpose(matrix: T): T;
  /** Cuts a tensor along its first dimension into as many equal pieces as there are in `order`: piece k of the result is piece `order[k]`. */
  reorder(tensor: T, order: readonly number[]): T;
  /** One tensor below the other. */
  concat(above: T, below: T): T;
  add(a: T, b: T): T;
}

/** A tensor as its elements, the last dimension first. */
export interface ArrayTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export const arrayOperations: TensorOperations<ArrayTensor> = {
  transpose: ({shape, values}) => {
    const [rows, columns] = shape as [number, number];
    return {shape: [columns, rows], values: transposed(values, rows, columns)};
  },
  reorder: ({shape, values}, order) => ({shape, values: reordered(values, order)}),
  concat: (above, below) => {
    const values = new Float32Array(above.values.length + below.values.length);
    values.set(above.values);
    values.set(below.values, above.values.length);
    return {shape: [above.shape[0]! + below.shape[0]!, ...above.shape.slice(1)], values};
  },
  // A sum would turn −0 into 0.
  add: (a, b) => ({
    shape: a.shape,
    values: a.values.map((value, index) => (b.values[index] === 0 ? value : value + b.values[index]!)),
  }),
};

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
