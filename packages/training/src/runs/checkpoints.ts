import {access, readdir, rename, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {ArgumentError} from '@ntmjs/arguments';
import {type Checkpoint, isWhole, writeCheckpoint} from './checkpoint.js';

/** What the name of a checkpoint ends in while it is being written or removed, and while another takes its place. */
const PARTIAL = '.partial';
const REPLACED = '.replaced';

/** The names that this file gives. */
const NAME = /^\d+(\.replaced)?(\.partial)?$/;

/** A checkpoint on disk. */
export interface SavedCheckpoint {
  /** How many sequences its model was trained on. */
  readonly sequences: number;
  /** The model in it loads with `loadLayersModel(fileSystem(folder))`. */
  readonly folder: string;
}

/**
 * The checkpoints of a run, a folder each: `<folder>/<sequences>`.
 *
 * Each is written beside its place and moved there whole, and moved away before it is removed. So whatever has a
 * checkpoint's name is one, whenever the process was killed.
 */
export class Checkpoints {
  /** @param keep how many stay when another is saved, that one among them */
  constructor(
    private readonly folder: string,
    private readonly keep: number,
  ) {}

  /** Those that are there, the oldest first. */
  async list(): Promise<SavedCheckpoint[]> {
    const names = (await this.names()).filter((name) => !name.endsWith(PARTIAL));
    // What was to be replaced is still good where the process was killed before something else took its place.
    const last = names.filter((name) => !(name.endsWith(REPLACED) && names.includes(withoutEnd(name))));
    const saved = last.map((name) => ({
      sequences: Number(withoutEnd(name)),
      folder: join(this.folder, name),
    }));
    return saved.sort((one, other) => one.sequences - other.sequences);
  }

  /** Writes a checkpoint, then removes those after it and all but the last before it; returns its folder. */
  async save(checkpoint: Checkpoint): Promise<string> {
    const {sequences} = checkpoint.state;
    const folder = join(this.folder, String(sequences));
    await rm(folder + PARTIAL, {recursive: true, force: true});
    await writeCheckpoint(folder + PARTIAL, checkpoint);
    if (await isThere(folder)) {
      await rm(folder + REPLACED, {recursive: true, force: true});
      await rename(folder, folder + REPLACED);
    }
    await rename(folder + PARTIAL, folder);
    await this.removeBut(sequences);
    return folder;
  }

  /**
   * Reads the last checkpoint.
   *
   * @param read what it is read with
   * @param missing throws where there is none
   * @throws what `read` throws; an ArgumentError says which older checkpoint is whole, if one is
   */
  async readLast<T>(read: (folder: string) => Promise<T>, missing: () => never): Promise<T> {
    const saved = await this.list();
    const {folder} = saved.pop() ?? missing();
    try {
      return await read(folder);
    } catch (error) {
      if (!(error instanceof ArgumentError)) throw error;
      for (const older of saved.reverse()) {
        if (!(await isWhole(older.folder))) continue;
        const advice = `remove ${folder} to go on from ${older.folder}, which is whole`;
        throw new ArgumentError(error.argument, `${error.expected} (${advice})`, error.actual);
      }
      throw error;
    }
  }

  /** Removes what is not among the last `keep` checkpoints up to this one, and what is left of any that was never finished. */
  private async removeBut(sequences: number): Promise<void> {
    const upToThis = (await this.list()).filter((saved) => saved.sequences <= sequences);
    const kept = upToThis.slice(-this.keep).map(({folder}) => folder);
    const others = (await this.names()).map((name) => join(this.folder, name));
    const obsolete = others.filter((folder) => !kept.includes(folder)).sort();
    const partial = obsolete.filter((folder) => folder.endsWith(PARTIAL));
    for (const folder of partial) await rm(folder, {recursive: true});
    for (const folder of obsolete.filter((other) => !partial.includes(other))) {
      await rename(folder, folder + PARTIAL);
      await rm(folder + PARTIAL, {recursive: true});
    }
  }

  private async names(): Promise<string[]> {
    return (await readdir(this.folder).catch(() => [])).filter((name) => NAME.test(name));
  }
}

function withoutEnd(name: string): string {
  return name.split('.')[0]!;
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
