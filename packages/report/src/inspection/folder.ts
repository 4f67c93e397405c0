import {mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {ArgumentError} from '@ntmjs/arguments';

/** What a page is made of: texts and images by the names of their files. */
export type Files = ReadonlyMap<string, string | Uint8Array>;

/** Which of the files in a folder are ours; it is written last. */
const LIST = 'inspect.json';

/**
 * The files of an earlier page in a folder, which a new one takes the place of.
 *
 * @param argument of the command line that names the folder
 * @throws ArgumentError if there is anything else in it
 */
export async function ownFiles(argument: string, folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new ArgumentError(argument, `a folder that can be written (${error.message})`, folder);
  });
  if (names.length === 0) return [];
  const listed = [LIST, ...(await listedFiles(folder))];
  const other = names.find((name) => !listed.includes(name));
  if (other === undefined) return names;
  const expected = `an empty folder or one that ntm inspect wrote; this one has ${other} in it`;
  throw new ArgumentError(argument, expected, folder);
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
 * Writes the files of a page, and a list of them with what else there is to say to machines.
 *
 * @param old names of files that are removed first
 */
export async function writeFiles(
  folder: string,
  files: Files,
  data: object,
  old: readonly string[],
): Promise<void> {
  await mkdir(folder, {recursive: true});
  // A folder in which this was stopped halfway is ours still.
  const names = [...files.keys()];
  await writeFile(join(folder, LIST), `${JSON.stringify({files: [...new Set([...names, ...old])]})}\n`);
  for (const name of old) if (name !== LIST) await rm(join(folder, name));
  for (const [name, content] of files) await writeFile(join(folder, name), content);
  await writeFile(join(folder, LIST), `${JSON.stringify({...data, files: names}, null, 2)}\n`);
}
