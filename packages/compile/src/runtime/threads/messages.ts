import type {LayerBuffers, LayerSetup} from './layerJob.js';
import type {PassBuffers, PassSetup} from './passJob.js';

/** What a worker needs for its job. */
export type JobSetup = LayerSetup | PassSetup;

/** Shared memory that a job uses until there are others. */
export type JobBuffers = LayerBuffers | PassBuffers;

/** The first message to a worker. */
export interface Setup {
  readonly kind: 'setup';
  readonly job: JobSetup;
  /** A `Board`. */
  readonly board: SharedArrayBuffer;
  /** The worker's own: the words listed in `Word`, then the text of an error. */
  readonly control: SharedArrayBuffer;
}

/** A message to a worker: its buffers are others now, because batches have another shape, or are larger than those before. */
export interface Buffers {
  readonly kind: 'buffers';
  readonly version: number;
  readonly buffers: JobBuffers;
}
