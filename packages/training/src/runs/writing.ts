import {appendFile, mkdir, rename, rm, stat, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {ArgumentError, requireText} from '@ntmjs/arguments';

/** What the system's codes of a failed write mean to the user. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'its folder was moved or deleted',
  EIO: 'the disk failed',
};

/** A file or folder cannot be written: the disk is full, its folder was deleted, … */
export class WriteError extends Error {
  override readonly name = 'WriteError';

  /** @param reason as it follows "cannot be written:" */
  constructor(
    readonly path: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${path} cannot be written: ${reason}`, options);
  }
}

/**
 * Runs work that writes a file or folder.
 *
 * @param path which, for the error: the system does not name it if the disk is full
 * @throws ArgumentError if it is no path
 * @throws WriteError if the system refuses
 */
export async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  requireText('path', path);
  try {
    return await work();
  } catch (error) {
    const {code, syscall, message} = error as NodeJS.ErrnoException;
    if (code === undefined || syscall === undefined) throw error;
    const reason = REASONS[code];
    throw new WriteError(path, reason === undefined ? message : `${reason} (${code})`, {cause: error});
  }
}

/**
 * Creates a folder and its parents, if they do not exist.
 *
 * @throws WriteError if it cannot be created
 */
export function makeFolder(path: string): Promise<void> {
  return writing(path, () => makeWithParents(path));
}

/** As `mkdir` with `recursive` does, which calls a read-only file system a missing folder. */
async function makeWithParents(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await makeWithParents(dirname(path));
    await makeOne(path);
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST' && (await stat(path)).isDirectory();
    if (!isThere) throw error;
  }
}

/**
 * Removes a file or a folder, if it exists.
 *
 * @throws WriteError if it cannot be removed
 */
export function remove(path: string): Promise<void> {
  return writing(path, () => rm(path, {recursive: true, force: true}));
}

/**
 * Writes a file, and waits until it is on the disk: later the system reports no error.
 *
 * @throws WriteError if it cannot be written
 */
export function write(path: string, data: string | Uint8Array): Promise<void> {
  return writing(path, () => writeFile(path, data, {flush: true}));
}

/**
 * Writes a file so that whoever reads it finds it whole: as it was before, or as it is now.
 *
 * @throws WriteError if it cannot be written; it is then as it was before
 */
export async function writeWhole(path: string, data: string | Uint8Array): Promise<void> {
  const partial = `${requireText('path', path)}.partial`;
  if (typeof data !== 'string' && !(data instanceof Uint8Array)) {
    throw new ArgumentError('data', 'a string or a Uint8Array', data);
  }
  try {
    await writing(path, async () => {
      await writeFile(partial, data, {flush: true});
      await rename(partial, path);
    });
  } catch (error) {
    await rm(partial, {force: true}).catch(() => {});
    throw error;
  }
}

/**
 * Appends to a file.
 *
 * @throws WriteError if it cannot be written
 */
export function append(path: string, data: string | Uint8Array): Promise<void> {
  return writing(path, () => appendFile(path, data));
}
