/** How many requests a store gets at a time. */
const AT_A_TIME = 32;

/** Waits for what a function gives for each of some values, for some of them at a time. */
export async function inParallel<T, R>(values: readonly T[], each: (value: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < values.length; start += AT_A_TIME) {
    results.push(...(await Promise.all(values.slice(start, start + AT_A_TIME).map(each))));
  }
  return results;
}
