import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {ArgumentError} from '@ntmjs/arguments';
import {copyRun, Run, remove} from '@ntmjs/training/runs';
import type {AttemptFolder} from '../runs/filesStore.js';
import {packFolder, unpackFolder} from './archive.js';
import type {BucketFiles} from './bucketFiles.js';

/** Trains in a folder of this machine for the time of an attempt, and keeps its last checkpoint as one object of a bucket, an archive of the run. */
export class BucketAttempt implements AttemptFolder {
  readonly folder: string;
  private run: Run | undefined;
  /** After how many sequences the checkpoint is that was kept last; none is worth it before training. */
  private kept = 0;
  /** The upload that goes on, and all before; it does not fail. */
  private uploads: Promise<void> = Promise.resolve();
  /** The one that follows it. */
  private next: Promise<void> | undefined;

  private constructor(
    private readonly files: BucketFiles,
    private readonly archive: string,
    private readonly scratch: string,
  ) {
    this.folder = join(scratch, 'run');
  }

  /**
   * @param archive the name of the object that it writes
   * @param earlier the names of those of the attempts before, the last first; training goes on from the first that is whole
   */
  static async create(
    files: BucketFiles,
    archive: string,
    earlier: readonly string[],
  ): Promise<BucketAttempt> {
    const attempt = new BucketAttempt(files, archive, await mkdtemp(join(tmpdir(), 'ntm-attempt-')));
    try {
      await attempt.goOnFrom(earlier);
      return attempt;
    } catch (error) {
      await attempt.close();
      throw error;
    }
  }

  private async goOnFrom(earlier: readonly string[]): Promise<void> {
    for (const name of earlier) {
      const bytes = await this.files.readBytes(name);
      // That attempt was killed before its first checkpoint was kept.
      if (bytes === undefined) continue;
      try {
        return await unpackFolder(this.files.pathOf(name), bytes, this.folder);
      } catch (error) {
        if (!(error instanceof ArgumentError)) throw error;
      }
    }
  }

  /** Uploads the last checkpoint, if it is not yet. One upload goes on at a time; what comes meanwhile is one more, of the last checkpoint then. */
  keep(): Promise<void> {
    this.next ??= this.follow();
    return this.next;
  }

  private async follow(): Promise<void> {
    const upload = this.uploads.then(() => {
      this.next = undefined;
      return this.upload();
    });
    this.uploads = upload.catch(() => {});
    await upload;
  }

  private async upload(): Promise<void> {
    this.run ??= await this.openRun();
    const last = (await this.run?.checkpoints())?.at(-1)?.sequences;
    if (this.run === undefined || last === undefined || last === this.kept) return;
    const copy = join(this.scratch, 'kept');
    try {
      await copyRun(this.run, copy);
      await this.files.write(this.archive, await packFolder(copy));
      this.kept = last;
    } finally {
      await remove(copy);
    }
  }

  /** The run that the process which trains has made; undefined before. */
  private async openRun(): Promise<Run | undefined> {
    try {
      return await Run.open(this.folder);
    } catch (error) {
      if (error instanceof ArgumentError) return undefined;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.uploads;
    await remove(this.scratch);
  }
}
