/**
 * Starts a worker that exposes a `NetworkWorker`.
 *
 * @param onError receives errors that no call reports: the worker did not load, or threw outside of a call
 */
export function openWorker(onError: (error: unknown) => void): Worker {
  const worker = new Worker(new URL('../worker/worker.ts', import.meta.url), {type: 'module'});
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    onError(new Error(`the training worker failed: ${event.message ?? 'its script could not be loaded'}`));
  });
  return worker;
}
