import type {Tolerance} from '@ntmjs/test-support';
import type {LoadJob, LoadResult} from './loadJob.js';

/** Where JavaScript runs: a Node process, a page of Chromium, or its Web Worker. */
export type Place = 'node' | 'page' | 'worker';

export type BackendName = 'cpu' | 'wasm' | 'webgl' | 'webgpu';

/** A place and a backend there, on which the suite runs. */
export interface Host {
  readonly place: Place;
  readonly backend: BackendName;
  /** How much two computations of the same value may differ. */
  readonly tolerance: Tolerance;
  /** Runs the job where no part of the model is in memory: in a separate process or worker. */
  elsewhere(job: LoadJob): Promise<LoadResult>;
}
