/**
 * Does work on items, on so many at a time, in their order. A failure does not keep the others from being done.
 *
 * @param ready says whether an item may be begun now; one that may not is waited for until another is done
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

/** Does one thing after the other, in the order in which they are asked for; each call resolves or rejects with its own. */
export function queue(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };
}
