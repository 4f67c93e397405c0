import {execFile} from 'node:child_process';
import {mkdir, rm, statfs, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';

const execute = promisify(execFile);

/** The size of the disk: room for a few checkpoints. */
const SIZE = '2m';

/** A small disk of its own that can be full or read-only for a while. */
export class Disk {
  private constructor(readonly folder: string) {}

  /** Mounts a disk; the reason if this machine does not allow it. */
  static async mount(folder: string): Promise<Disk | string> {
    if (process.platform !== 'linux') return 'needs Linux';
    if (process.getuid?.() !== 0) return 'needs root';
    await mkdir(folder);
    try {
      await execute('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'torture', folder]);
    } catch (error) {
      await rm(folder, {recursive: true});
      return `no disk can be mounted (${(error as Error).message.trim()})`;
    }
    return new Disk(folder);
  }

  private get filler(): string {
    return join(this.folder, 'filler');
  }

  /** Leaves a number of bytes free, at most. */
  async fill(left: number): Promise<void> {
    const {bavail, bsize} = await statfs(this.folder);
    await writeFile(this.filler, Buffer.alloc(Math.max(0, bavail * bsize - left))).catch(() => {});
  }

  async empty(): Promise<void> {
    await rm(this.filler, {force: true});
  }

  /** @throws Error while a file on it is being written */
  async makeReadOnly(): Promise<void> {
    await execute('mount', ['-o', 'remount,ro', this.folder]);
  }

  async makeWritable(): Promise<void> {
    await execute('mount', ['-o', `remount,rw,size=${SIZE}`, this.folder]);
  }

  async unmount(): Promise<void> {
    await execute('umount', ['-l', this.folder]);
    await rm(this.folder, {recursive: true});
  }
}
