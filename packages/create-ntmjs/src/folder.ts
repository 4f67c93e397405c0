import {readdir} from 'node:fs/promises';
import {basename, resolve} from 'node:path';
import {ArgumentError} from '@ntmjs/arguments';

/** A folder that a project may be written into. */
export interface Folder {
  /** Its path as the user wrote it. */
  readonly given: string;
  readonly path: string;
  /** The name of its package: the last part of its path. */
  readonly name: string;
}

/** What npm accepts as the name of a package without a scope. */
const NAME = /^(?!(node_modules|favicon\.ico)$)[a-z0-9][a-z0-9._-]{0,213}$/;

/**
 * Checks a folder for a new project; nothing is written.
 *
 * @param folder its path, absolute or in the current folder; it need not exist
 * @throws ArgumentError if a package cannot have its name, or if it has contents, of which `.git` is none
 */
export async function requireFolder(folder: string): Promise<Folder> {
  const path = resolve(folder);
  const name = folder === '' ? '' : basename(path);
  if (!NAME.test(name)) {
    const letters = "lower-case letters, digits, '-', '_' and '.', a letter or digit first";
    throw new ArgumentError('folder', `a name for a package (${letters})`, name);
  }
  const contents = (await contentsOf(folder)).filter((entry) => entry !== '.git');
  if (contents.length > 0) {
    const [first, ...others] = contents.sort();
    const rest = others.length > 0 ? ` and ${others.length} more` : '';
    throw new ArgumentError('folder', 'new or empty', folder, `, which has ${first}${rest}`);
  }
  return {given: folder, path, name};
}

async function contentsOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') throw new ArgumentError('folder', 'a folder', folder, ', where a file is');
    throw error;
  }
}
