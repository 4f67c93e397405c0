import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {ArgumentError, requireText} from '@ntmjs/arguments';
import {makeFolder, remove, writeWhole} from '@ntmjs/training/runs';

/** The files of a page: their contents by name. */
type Files = ReadonlyMap<string, string | Uint8Array>;

/** The file that lists the files of a page; it is written last. */
const LIST = 'inspect.json';

/**
 * The files of an earlier page in a folder, which a new page replaces.
 *
 * @throws ArgumentError if the folder holds anything else
 */
export async function ownFiles(folder: string): Promise<string[]> {
  const names = await readdir(requireText('folder', folder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new ArgumentError('folder', `a folder that can be written (${error.message})`, folder);
  });
  if (names.length === 0) return [];
  const listed = [LIST, ...(await listedFiles(folder))];
  const other = names.find((name) => !listed.includes(name));
  if (other === undefined) return names;
  const expected = `an empty folder or the folder of an earlier page; this one contains ${other}`;
  throw new ArgumentError('folder', expected, folder);
}

async function listedFiles(folder: string): Promise<string[]> {
  try {
    const {files} = JSON.parse(await readFile(join(folder, LIST), 'utf8')) as {files: string[]};
    return Array.isArray(files) ? files : [];
  } catch {
    return [];
  }
}

/**
 * Writes the files of a page, and `inspect.json` with a list of them and data for machines.
 *
 * @param old names of files to remove first
 * @throws WriteError if one cannot be written
 */
export async function writeFiles(
  folder: string,
  files: Files,
  data: object,
  old: readonly string[],
): Promise<void> {
  await makeFolder(folder);
  // Listed first, so that an interrupted write can be repeated.
  const names = [...files.keys()];
  await writeWhole(join(folder, LIST), `${JSON.stringify({files: [...new Set([...names, ...old])]})}\n`);
  for (const name of old) if (name !== LIST) await remove(join(folder, name));
  for (const [name, content] of files) await writeWhole(join(folder, name), content);
  await writeWhole(join(folder, LIST), `${JSON.stringify({...data, files: names}, null, 2)}\n`);
}
