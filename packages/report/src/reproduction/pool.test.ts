import {expect, test} from 'vitest';
import {inPool} from './pool.js';

/** Work that ends when the test ends it. */
function controlled() {
  const begun: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const work = (item: string) => {
    begun.push(item);
    return new Promise<void>((resolve, reject) => {
      ends.set(item, (error) => (error === undefined ? resolve() : reject(error)));
    });
  };
  const end = async (item: string, error?: Error) => {
    ends.get(item)!(error);
    await new Promise((resolve) => setTimeout(resolve));
  };
  return {begun, work, end};
}

test('so many at a time, in their order', async () => {
  const {begun, work, end} = controlled();
  const done = inPool(['a', 'b', 'c', 'd'], 2, work);
  expect(begun).toEqual(['a', 'b']);
  await end('b');
  expect(begun).toEqual(['a', 'b', 'c']);
  await end('a');
  await end('c');
  await end('d');
  expect((await done).size).toBe(0);
});

test('a failure is reported, and does not stop the others', async () => {
  const {begun, work, end} = controlled();
  const done = inPool(['a', 'b'], 1, work);
  const error = new Error('broken');
  await end('a', error);
  await end('b');
  expect(begun).toEqual(['a', 'b']);
  expect([...(await done)]).toEqual([['a', error]]);
});

test('what may not begin yet waits, and lets others go first', async () => {
  const {begun, work, end} = controlled();
  const done = inPool(
    ['after a', 'a', 'b'],
    1,
    work,
    (item, unfinished) => item !== 'after a' || !unfinished.includes('a'),
  );
  expect(begun).toEqual(['a']);
  await end('a');
  expect(begun).toEqual(['a', 'after a']);
  await end('after a');
  await end('b');
  await done;
  expect(begun).toEqual(['a', 'after a', 'b']);
});

test('nothing to do is done at once', async () => {
  expect((await inPool([], 3, async () => {})).size).toBe(0);
});
