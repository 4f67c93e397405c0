import {ArgumentError} from '@ntmjs/arguments';

/**
 * Does some work; if it refuses an argument, the error names the argument as the user knows it.
 *
 * @param rename from the library's name of the argument, such as `memory.rows`, to the user's, such as `--rows`
 */
export async function renaming<T>(
  rename: (argument: string) => string,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw new ArgumentError(rename(error.argument), error.expected, error.actual);
  }
}
