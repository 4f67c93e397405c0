import {ArgumentError} from '@ntmjs/arguments';

/** What `ownWorker.ts` is where this package was made CommonJS: nothing there says where it lies. */
function fail(): never {
  throw new ArgumentError(
    'workerUrl',
    'the URL of dist/runtime/threads/worker.js of @ntmjs/compile, since CommonJS has no import.meta',
    undefined,
  );
}

export const ownWorkerUrl: () => URL = fail;
export const startOwnWorker: () => Worker = fail;
