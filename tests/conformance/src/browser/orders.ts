import type {BackendName} from '../host.js';
import type {LoadJob} from '../loadJob.js';

/** Requests to a page or a worker; each is answered before the next is sent. */
export type Order =
  /** Starts a backend. Comes first. */
  | {readonly kind: 'start'; readonly place: 'page' | 'worker'; readonly backend: BackendName}
  /** Runs one check of the suite on one subject; the answer is an `Outcome`. */
  | {readonly kind: 'check'; readonly check: string; readonly subject: string}
  /** Compares with a golden file; the answer is a `GoldenResult`. */
  | {readonly kind: 'golden'; readonly check: string}
  /** Loads a saved model; the answer is a `LoadResult`. */
  | {readonly kind: 'load'; readonly job: LoadJob};

/** How a worker answers. */
export type Answer = {readonly value: unknown} | {readonly error: string};
