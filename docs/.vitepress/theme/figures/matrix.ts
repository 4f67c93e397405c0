/** Numbers to draw as a picture, row by row. */
export interface Matrix {
  readonly values: ArrayLike<number>;
  readonly columns: number;
}

/** The matrix with these rows of numbers. */
export function matrixOf(rows: readonly ArrayLike<number>[]): Matrix {
  return {values: rows.flatMap((row) => Array.from(row)), columns: rows[0]!.length};
}

/** Columns become rows, so that the values of each step stand below each other. */
export function transposed({values, columns}: Matrix): Matrix {
  const rows = values.length / columns;
  const value = (_: unknown, index: number) => values[(index % rows) * columns + Math.floor(index / rows)]!;
  return {values: Array.from({length: values.length}, value), columns: rows};
}

/** Some rows of a matrix, in the order given. */
export function selectRows({values, columns}: Matrix, rows: readonly number[]): Matrix {
  const value = (row: number) =>
    Array.from({length: columns}, (_, column) => values[row * columns + column]!);
  return {values: rows.flatMap(value), columns};
}

/** A column of a matrix, as a matrix of one column. */
export function columnOf({values, columns}: Matrix, column: number): Matrix {
  const length = values.length / columns;
  return {values: Array.from({length}, (_, row) => values[row * columns + column]!), columns: 1};
}
