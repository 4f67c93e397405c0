import {appendFile, mkdir, rename, rm, writeFile} from 'node:fs/promises';

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
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`${path} cannot be written: ${reason}`, options);
  }
}

/**
 * Runs work that writes a file or folder.
 *
 * @param path which, for the error: the system does not name it if the disk is full
 * @throws WriteError if the system refuses
 */
export async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
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
export async function makeFolder(path: string): Promise<void> {
  await writing(path, () => mkdir(path, {recursive: true}));
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
  const partial = `${path}.partial`;
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
export function append(path: string, text: string): Promise<void> {
  return writing(path, () => appendFile(path, text));
}
