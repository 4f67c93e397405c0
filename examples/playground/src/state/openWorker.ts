/** A worker that has a laboratory. */
export function openWorker(): Worker {
  return new Worker(new URL('../worker/worker.ts', import.meta.url), {type: 'module'});
}
