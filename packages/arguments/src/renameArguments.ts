import {ArgumentError} from './argumentError.js';

/**
 * Runs some work; if it throws an `ArgumentError`, the error names the argument as the caller's user knows it.
 *
 * @param rename from the name that the work uses, such as `memory.rows`, to the user's, such as `--rows`
 */
export async function renameArguments<T>(
  rename: (argument: string) => string,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw new ArgumentError(rename(error.argument), error.expected, error.actual, error.hint);
  }
}
