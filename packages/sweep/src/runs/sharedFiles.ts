import {parseJson} from '@ntmjs/arguments/files';

/**
 * Small files that all processes and machines that work on a sweep share, wherever they are. Whoever reads one finds it whole.
 * Names are relative, with `/` between the parts.
 */
export interface SharedFiles {
  /** Where a file is, as errors show it; of all of them, without a name. */
  pathOf(name?: string): string;
  /** The text of a file; undefined if it is not there. */
  read(name: string): Promise<string | undefined>;
  /** Writes a file, over one that is there. Only one process at a time may write it. */
  write(name: string, text: string): Promise<void>;
  /** Writes a file unless it is there, and says whether this process did it: of several, one does. */
  writeFirst(name: string, text: string): Promise<boolean>;
  /**
   * The names of the files and folders in a folder, in their order; none if it is not there.
   *
   * @param after the name of a file there: the names are those after it
   */
  names(folder: string, after?: string): Promise<string[]>;
}

/** The object that a file holds as JSON; undefined if it is not there. */
export async function readJson<T extends object>(files: SharedFiles, name: string): Promise<T | undefined> {
  const text = await files.read(name);
  return text === undefined ? undefined : (parseJson(files.pathOf(name), text) as T);
}

/** Writes a file unless it is there; returns what it holds then. */
export async function firstJson<T extends object>(files: SharedFiles, name: string, json: T): Promise<T> {
  const before = await readJson<T>(files, name);
  if (before !== undefined) return before;
  await files.writeFirst(name, textOf(json));
  return (await readJson<T>(files, name))!;
}

/** An object as the text of a file. */
export const textOf = (json: object): string => `${JSON.stringify(json, null, 2)}\n`;
