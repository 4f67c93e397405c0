/**
 * Works on items in their order, several at a time. A failure does not stop the others.
 *
 * @param ready whether work on an item may start; it is asked again when another item is done
 * @returns the failures by item
 */
export async function inPool<T>(
  items: readonly T[],
  size: number,
  work: (item: T) => Promise<void>,
  ready: (item: T, unfinished: readonly T[]) => boolean = () => true,
): Promise<Map<T, unknown>> {
  const waiting = [...items];
  const running = new Map<T, Promise<void>>();
  const failures = new Map<T, unknown>();
  for (;;) {
    const unfinished = [...running.keys(), ...waiting];
    const next = running.size < size ? waiting.findIndex((item) => ready(item, unfinished)) : -1;
    if (next >= 0) {
      const [item] = waiting.splice(next, 1) as [T];
      const done = work(item)
        .catch((error) => void failures.set(item, error))
        .finally(() => running.delete(item));
      running.set(item, done);
    } else if (running.size > 0) {
      await Promise.race(running.values());
    } else {
      return failures;
    }
  }
}
