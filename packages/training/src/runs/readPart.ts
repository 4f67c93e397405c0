import {constants} from 'node:fs';
import {access, type FileHandle, open} from 'node:fs/promises';
import {ArgumentError, requireText} from '@ntmjs/arguments';

/** Opening a pipe must not wait for its other end, and a link inside a folder may lead out of it. Windows has neither flag. */
const {O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0} = constants;

/**
 * Reads a file that must exist: a regular one, no folder, device or pipe.
 *
 * @param link whether it may be a symbolic link to one; files of a checkpoint may not
 * @throws ArgumentError that names the file if it cannot be read
 */
export async function readPart(path: string, {link = false} = {}): Promise<Uint8Array> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, O_RDONLY | O_NONBLOCK | (link ? 0 : O_NOFOLLOW));
    if ((await file.stat()).isFile()) return await file.readFile();
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    if (code !== 'ELOOP') {
      throw new ArgumentError(path, 'a file that can be read', code === 'ENOENT' ? 'nothing there' : message);
    }
  } finally {
    await file?.close();
  }
  throw new ArgumentError(path, 'a regular file', 'a link, a folder, a device or a pipe');
}

/**
 * Reads a file, or a link to one, if there is anything of that name.
 *
 * @throws ArgumentError that names the file if it cannot be read
 */
export async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  requireText('path', path);
  const isThere = await access(path).then(
    () => true,
    ({code}: NodeJS.ErrnoException) => code !== 'ENOENT' && code !== 'ENOTDIR',
  );
  return isThere ? readPart(path, {link: true}) : undefined;
}
