import type {Tolerance} from '@ntmjs/test-support';
import type {LoadJob, LoadResult} from './loadJob.js';

/** Where JavaScript runs: a Node process, a page of Chromium, or a Web Worker of one. */
export type Place = 'node' | 'page' | 'worker';

export type BackendName = 'cpu' | 'wasm' | 'webgl' | 'webgpu';

/** A place and a backend there, on which the suite runs. */
export interface Host {
  readonly place: Place;
  readonly backend: BackendName;
  /** How far two ways to compute the same may be apart. */
  readonly tolerance: Tolerance;
  /** Does the job where nothing of the model is in memory: in a process or a worker of its own. */
  elsewhere(job: LoadJob): Promise<LoadResult>;
}
