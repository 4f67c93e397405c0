import {WriteError} from '@ntmjs/training/runs';
import {BucketError} from '../bucket/bucketError.js';

/** The software here is not, or no longer, the one that a run is of. */
export class SoftwareError extends Error {
  override readonly name = 'SoftwareError';
}

/**
 * Whether an error says nothing about the run that met it: a file or a bucket cannot be written now, or the software has changed since the sweep
 * was called.
 */
export function isNotOfRun(error: unknown): error is WriteError | BucketError | SoftwareError {
  return error instanceof WriteError || error instanceof BucketError || error instanceof SoftwareError;
}
