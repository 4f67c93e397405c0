// Vite makes files of both workers, of this one and of those that the package starts.
const worker = new Worker(new URL('./threadsWorker.ts', import.meta.url), {type: 'module'});
const answer = await new Promise((resolve) => {
  worker.onmessage = ({data}) => resolve(data);
  worker.onerror = ({message}) => resolve(message);
  worker.postMessage(undefined);
});
worker.terminate();
console.log(answer); // → 2 threads, loss falls: true
