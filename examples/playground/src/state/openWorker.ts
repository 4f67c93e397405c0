/**
 * A worker that has a laboratory.
 *
 * @param fail is told why it does not start, or what went wrong in it that nobody else hears of
 */
export function openWorker(fail: (error: unknown) => void): Worker {
  const worker = new Worker(new URL('../worker/worker.ts', import.meta.url), {type: 'module'});
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    fail(new Error(`the worker that trains failed: ${event.message ?? 'its program could not be loaded'}`));
  });
  return worker;
}
