import {access, readdir, rename, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {ArgumentError} from '@ntmjs/arguments';
import {type Checkpoint, isWhole, writeCheckpoint} from './checkpoint.js';

/** Suffixes of a checkpoint's name while it is written or removed, and while another replaces it. */
const PARTIAL = '.partial';
const REPLACED = '.replaced';

/** The names of checkpoints, with suffixes. */
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
 * Each is written under another name and renamed once complete, and renamed before it is removed. So whatever has the name of
 * a checkpoint is complete, whenever the process was killed.
 */
export class Checkpoints {
  /** @param keep the number of checkpoints that are kept */
  constructor(
    private readonly folder: string,
    private readonly keep: number,
  ) {}

  /** The saved checkpoints, the oldest first. */
  async list(): Promise<SavedCheckpoint[]> {
    const names = (await this.names()).filter((name) => !name.endsWith(PARTIAL));
    // A checkpoint that was to be replaced is still valid if the process was killed before that.
    const last = names.filter((name) => !(name.endsWith(REPLACED) && names.includes(withoutEnd(name))));
    const saved = last.map((name) => ({
      sequences: Number(withoutEnd(name)),
      folder: join(this.folder, name),
    }));
    return saved.sort((one, other) => one.sequences - other.sequences);
  }

  /** Writes a checkpoint, then removes later ones and earlier ones except for the last `keep`; returns its folder. */
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
   * @param read reads a checkpoint from its folder
   * @param missing throws if there is none
   * @throws what `read` throws; an ArgumentError says which older checkpoint is intact, if any
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

  /** Removes all checkpoints except for the last `keep` up to this one, and the remains of incomplete ones. */
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
