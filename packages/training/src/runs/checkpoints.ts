import {readdir, rename, rm, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {ArgumentError} from '@ntmjs/arguments';
import {type Checkpoint, type CheckpointOrigin, isWhole, writeCheckpoint} from './checkpoint.js';
import {isThere} from './isThere.js';
import {writing} from './writing.js';

/** Suffixes of a checkpoint's name while it is written or removed, and while another replaces it. */
const PARTIAL = '.partial';
const REPLACED = '.replaced';

/** The names of checkpoints, with suffixes. */
const NAME = /^\d+(\.replaced)?(\.partial)?$/;

/** How often a checkpoint is read that another process removes or replaces meanwhile. */
const MOST_READS = 100;

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

  /**
   * Writes a checkpoint, then removes later ones and earlier ones except for the last `keep`; returns its folder.
   *
   * @throws NonFiniteError if a weight, or a number of the optimizer's state, is not finite
   * @throws WriteError if it cannot be written; those that were there still are
   */
  async save(checkpoint: Checkpoint, origin?: CheckpointOrigin): Promise<string> {
    const {sequences} = checkpoint.state;
    const folder = join(this.folder, String(sequences));
    return writing(folder, async () => {
      await rm(folder + PARTIAL, {recursive: true, force: true});
      try {
        await writeCheckpoint(folder + PARTIAL, checkpoint, origin);
      } catch (error) {
        await rm(folder + PARTIAL, {recursive: true, force: true}).catch(() => {}); // the room on a full disk
        throw error;
      }
      if (await isThere(folder)) {
        await rm(folder + REPLACED, {recursive: true, force: true});
        await rename(folder, folder + REPLACED);
      }
      await rename(folder + PARTIAL, folder);
      await this.removeBut(sequences);
      return folder;
    });
  }

  /**
   * Removes what a process that was killed was about to remove: checkpoints that are incomplete, replaced or too many. While the
   * last one is broken, all stay, since an older one may be intact.
   *
   * @throws WriteError if one cannot be removed
   */
  async tidy(): Promise<void> {
    const last = (await this.list()).at(-1);
    if (last === undefined || !(await isWhole(last.folder))) return;
    await writing(this.folder, () => this.removeBut(last.sequences));
  }

  /**
   * Reads the last checkpoint. If another process removes or replaces it meanwhile, the one that is then the last is read, so that
   * the files read are always those of one checkpoint.
   *
   * @param read reads the files of a checkpoint from its folder
   * @param missing throws if there is none
   * @throws what `read` throws; an ArgumentError says which older checkpoint is intact, if any
   * @throws Error if the checkpoints are replaced faster than they can be read
   */
  async readLast<T>(read: (folder: string) => Promise<T>, missing: () => never): Promise<T> {
    for (let count = 0; count < MOST_READS; count++) {
      const {folder} = (await this.list()).at(-1) ?? missing();
      const before = await identityOf(folder);
      const reading = await Promise.allSettled([read(folder)]);
      if (before === undefined || before !== (await identityOf(folder))) continue;
      if (reading[0].status === 'fulfilled') return reading[0].value;
      throw await this.withAdvice(reading[0].reason, folder);
    }
    throw new Error(
      `the checkpoints in ${this.folder} are replaced faster than they can be read; try again later`,
    );
  }

  /** The error of a broken checkpoint with the newest older one that is intact, if any. */
  private async withAdvice(error: unknown, folder: string): Promise<unknown> {
    if (!(error instanceof ArgumentError)) return error;
    for (const older of (await this.list()).reverse()) {
      if (older.folder === folder || !(await isWhole(older.folder))) continue;
      const advice = `remove ${folder} to go on from ${older.folder}, which is whole`;
      return new ArgumentError(error.argument, `${error.expected} (${advice})`, error.actual);
    }
    return error;
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

/** What tells a folder from another that has its name later; undefined if there is none. */
async function identityOf(folder: string): Promise<string | undefined> {
  return stat(folder).then(
    ({dev, ino, birthtimeMs}) => [dev, ino, birthtimeMs].join(' '),
    () => undefined,
  );
}
