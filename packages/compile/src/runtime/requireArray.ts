import {ArgumentError} from '@ntmjs/arguments';

/** Checks that there are so many numbers. */
export function requireArray(argument: string, array: ArrayLike<number> | undefined, size: number): void {
  if (typeof array === 'object' && array?.length === size) return;
  throw new ArgumentError(argument, `an array of ${size} numbers`, array);
}

/** Checks that there is an array of numbers for each of some sizes. */
export function requireArrays(
  argument: string,
  arrays: readonly ArrayLike<number>[],
  sizes: readonly number[],
): void {
  if (!Array.isArray(arrays) || arrays.length !== sizes.length) {
    throw new ArgumentError(argument, `a list of ${sizes.length} arrays of numbers`, arrays);
  }
  for (const [index, size] of sizes.entries()) requireArray(`${argument}[${index}]`, arrays[index], size);
}
