import type {RandomStream} from './random.js';

/** The values in an order that is drawn: each order is as likely. */
export function shuffled<T>(random: RandomStream, values: readonly T[]): T[] {
  const result = [...values];
  for (let last = result.length - 1; last > 0; last--) {
    const other = random.integer(0, last);
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}
