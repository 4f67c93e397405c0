import {randomUUID} from 'node:crypto';
import {link} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {remove, WriteError, writeWhole} from '@ntmjs/training/runs';

/**
 * Writes a file unless it is there: of several processes, also on other machines, one succeeds, and whoever reads the file finds it whole.
 *
 * @returns whether this process did it
 * @throws WriteError if the file system refuses, such as one without hard links
 */
export async function writeFirst(path: string, text: string): Promise<boolean> {
  const own = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  try {
    await writeWhole(own, text);
    await link(own, path);
    return true;
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    throw error instanceof WriteError ? error : new WriteError(path, message, {cause: error});
  } finally {
    await remove(own);
  }
}
