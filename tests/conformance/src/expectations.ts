import {expectClose} from '@ntmjs/test-support/close';
import type {Host} from './host.js';

/** Expects two values to be the same, as JSON shows them. */
export function expectEqual(what: string, actual: unknown, expected: unknown): void {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (got !== wanted) throw new Error(`${what}: got ${got}, expected ${wanted}`);
}

/** Expects something to hold. */
export function expectThat(what: string, holds: boolean): void {
  if (!holds) throw new Error(`${what}: it does not`);
}

/** Expects as many elements, each the same to the last bit. */
export function expectSameBits(what: string, actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expectEqual(`${what}, number of elements`, actual.length, expected.length);
  const index = Array.from(expected).findIndex((value, place) => !Object.is(value, actual[place]));
  if (index >= 0)
    throw new Error(`${what}: element ${index} is ${actual[index]}, expected ${expected[index]}`);
}

/**
 * Expects what a model gives elsewhere to be what it gives here: to the last bit where the processor computes. A GPU backend
 * leaves small tensors to the processor if they are already there, which depends on earlier operations.
 */
export function expectSameElsewhere(
  {backend, tolerance}: Host,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
): void {
  if (backend === 'cpu' || backend === 'wasm') expectSameBits('output elsewhere', actual, expected);
  else expectClose(actual, expected, tolerance);
}

/** Expects an error whose message says all of that. */
export async function expectError(what: string, call: () => unknown, message: RegExp): Promise<void> {
  let result: unknown;
  try {
    result = await call();
  } catch (error) {
    const got = (error as Error).message;
    if (!message.test(got)) throw new Error(`${what}: the error says "${got}", expected ${message}`);
    return;
  }
  throw new Error(
    `${what}: expected an error that says ${message}, got ${result === undefined ? 'none' : 'a result'}`,
  );
}
