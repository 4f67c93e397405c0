import {BucketError} from '@ntmjs/sweep/bucket';
import {WriteError} from '@ntmjs/training/runs';

/**
 * Runs work on many runs.
 *
 * @param command the one that goes on with it, for the message if a file or a bucket cannot be written
 */
export async function withRemedy<T>(command: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof WriteError || error instanceof BucketError)) throw error;
    const remedy = `What is trained is saved. Once that is mended, to continue: ${command}`;
    throw new Error(`${error.message}\n${remedy}`, {cause: error});
  }
}
