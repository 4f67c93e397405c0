/**
 * Where the code of workers lies, `worker.js` beside this module. CommonJS has no `import.meta`: where the package is made CommonJS, as
 * by Jest, `#own-worker` is `noOwnWorker.js`.
 */

/** The URL of the workers' code. */
export function ownWorkerUrl(): URL {
  // Not in the form below: bundlers for browsers would emit a second file.
  const here = import.meta.url;
  return new URL('./worker.js', here);
}

/** Starts a web worker with it, in a form for which bundlers (Vite, webpack, Parcel) emit a file. */
export function startOwnWorker(): Worker {
  return new Worker(new URL('./worker.js', import.meta.url), {type: 'module'});
}
