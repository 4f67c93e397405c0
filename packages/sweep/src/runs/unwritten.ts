import {WriteError} from '@ntmjs/training/runs';
import {BucketError} from '../bucket/bucketError.js';

/** Whether an error is that of a file or a bucket that cannot be written now: it says nothing about the run that was to be kept there. */
export function isUnwritten(error: unknown): error is WriteError | BucketError {
  return error instanceof WriteError || error instanceof BucketError;
}
