/*
 * Reading and writing a memory, for one sample: in double precision and with plain loops, from the equations of Graves
 * et al. 2014, sections 3.1 and 3.2. Nothing here is shared with the tensor operations.
 */

type Matrix = readonly number[][];

/** Equation 2. */
export function readVector(memory: Matrix, weighting: readonly number[]): number[] {
  const result = memory[0]!.map(() => 0);
  memory.forEach((row, index) => {
    row.forEach((value, column) => {
      result[column]! += weighting[index]! * value;
    });
  });
  return result;
}

/** Equation 3. */
export function erased(memory: Matrix, weighting: readonly number[], vector: readonly number[]): number[][] {
  return memory.map((row, index) =>
    row.map((value, column) => value * (1 - weighting[index]! * vector[column]!)),
  );
}

/** Equation 4. */
export function added(memory: Matrix, weighting: readonly number[], vector: readonly number[]): number[][] {
  return memory.map((row, index) => row.map((value, column) => value + weighting[index]! * vector[column]!));
}
