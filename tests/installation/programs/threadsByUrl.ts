// For bundlers that do not make files of workers: both are bundled on their own, and their addresses said.
const worker = new Worker(new URL('threadsWorker.js', document.baseURI), {type: 'module'});
const answer = await new Promise((resolve) => {
  worker.onmessage = ({data}) => resolve(data);
  worker.onerror = ({message}) => resolve(message);
  worker.postMessage(new URL('packageWorker.js', document.baseURI).href);
});
worker.terminate();
console.log(answer); // → 2 threads, loss falls: true

export {};
