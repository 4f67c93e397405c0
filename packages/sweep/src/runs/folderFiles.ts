import {randomUUID} from 'node:crypto';
import {link, readdir} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {makeFolder, readIfThere, remove, WriteError, writeWhole} from '@ntmjs/training/runs';
import type {SharedFiles} from './sharedFiles.js';

/** The names of files that are being written. */
const UNFINISHED = /^\.|\.partial$/;

/** Files in a folder, which those who write make. */
export class FolderFiles implements SharedFiles {
  constructor(private readonly folder: string) {}

  pathOf(name = ''): string {
    return join(this.folder, name);
  }

  async read(name: string): Promise<string | undefined> {
    const bytes = await readIfThere(this.pathOf(name));
    return bytes && new TextDecoder().decode(bytes);
  }

  async write(name: string, text: string): Promise<void> {
    const path = this.pathOf(name);
    await makeFolder(dirname(path));
    await writeWhole(path, text);
  }

  /** @throws WriteError if the file system refuses, such as one without hard links */
  async writeFirst(name: string, text: string): Promise<boolean> {
    const path = this.pathOf(name);
    const own = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
    await makeFolder(dirname(path));
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

  async names(folder: string, after = ''): Promise<string[]> {
    const names = await readdir(this.pathOf(folder)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    return names.filter((name) => name > after && !UNFINISHED.test(name)).sort();
  }
}
