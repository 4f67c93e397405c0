import {randomUUID} from 'node:crypto';
import {rmSync} from 'node:fs';
import {readdir, readFile} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {setTimeout} from 'node:timers/promises';
import {ArgumentError, requireText} from '@ntmjs/arguments';
import {parseJson} from '@ntmjs/arguments/files';
import * as v from 'valibot';
import {isThere} from './isThere.js';
import {hasEnded, isHere, processIdentitySchema, thisProcess} from './processIdentity.js';
import {requireSchema} from './requireSchema.js';
import {remove, WriteError, writeWhole} from './writing.js';

/** The names of locks. None is ever used twice, so a lock can be removed whenever its holder has ended. */
const NAME = /^lock-[\da-f-]{36}\.json$/;

/** The holder of a lock, as its file describes it. */
const holderSchema = v.object({
  ...processIdentitySchema.entries,
  since: v.string(),
  command: v.string(),
});

/** A lock in a folder; without a holder if its file cannot be read. */
interface Lock {
  readonly path: string;
  readonly holder?: v.InferOutput<typeof holderSchema>;
}

/** The locks that this process holds, which it removes when it exits. */
const held = new Set<string>();

function removeHeld(): void {
  for (const path of held) {
    try {
      rmSync(path, {force: true});
    } catch {
      // Where it cannot be removed, the next process finds that its holder has ended.
    }
  }
}

/** The right of one holder to write into a folder. */
export class FolderLock {
  constructor(
    private readonly folder: string,
    private readonly path: string,
  ) {}

  /** @throws WriteError if the lock or the whole folder is gone: another process may write there now */
  async check(): Promise<void> {
    if (await isThere(this.path)) return;
    const reason = (await isThere(this.folder))
      ? `its lock ${basename(this.path)} was removed, so another process may write there`
      : 'it was moved or deleted (ENOENT)';
    throw new WriteError(this.folder, reason);
  }

  /** Gives the right back. */
  async release(): Promise<void> {
    await giveBack(this.path);
  }
}

/**
 * Locks a folder for one writer, in this process or another, until it is released or the process ends. The lock of a process that has
 * ended is removed; of one on another machine, or in another container, that is not known.
 *
 * Each writer adds a file of its own, and then looks whether it is alone. Two that come at the same time both step back and try again.
 *
 * @param argument the name of the folder, for the error
 * @throws ArgumentError if another holds the lock: the error names it, and the file to remove if it has ended
 * @throws WriteError if the lock cannot be written
 */
export async function lockFolder(argument: string, folder: string): Promise<FolderLock> {
  requireText(requireText('argument', argument), folder);
  const identity = await thisProcess();
  for (;;) {
    const [other] = await locksIn(folder);
    if (other !== undefined) {
      const expected = `a folder that nothing else writes to; ${await described(other)}`;
      throw new ArgumentError(argument, expected, folder);
    }
    const path = join(folder, `lock-${randomUUID()}.json`);
    const holder = {...identity, since: new Date().toISOString(), command: commandHere()};
    await add(path, `${JSON.stringify(holder, null, 2)}\n`);
    if ((await locksIn(folder)).length === 1) return new FolderLock(folder, path);
    await giveBack(path);
    await setTimeout(100 * Math.random());
  }
}

/** The locks in a folder, after those of processes that have ended are removed. */
async function locksIn(folder: string): Promise<Lock[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => NAME.test(name));
  const locks: Lock[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const lock = await readLock(path);
    if (lock?.holder && (await isHere(lock.holder)) && (await hasEnded(lock.holder))) {
      await remove(path);
    } else if (lock !== undefined) {
      locks.push(lock);
    }
  }
  return locks;
}

/** A lock; undefined if it was released meanwhile. */
async function readLock(path: string): Promise<Lock | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    return {path, holder: requireSchema(holderSchema, parseJson(path, text), path)};
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : {path};
  }
}

/** Who holds a lock, and how to remove it. */
async function described({path, holder}: Lock): Promise<string> {
  if (holder === undefined) return `${path} cannot be read (if no process writes there, remove it)`;
  const machine = (await isHere(holder)) ? '' : ` of ${holder.host}, another machine or container,`;
  const who = `process ${holder.process}${machine} does, since ${holder.since}: ${holder.command}`;
  return `${who} (if it has ended, remove ${path})`;
}

async function add(path: string, text: string): Promise<void> {
  if (held.size === 0) process.on('exit', removeHeld);
  held.add(path);
  try {
    await writeWhole(path, text);
  } catch (error) {
    await giveBack(path);
    throw error;
  }
}

async function giveBack(path: string): Promise<void> {
  await remove(path).catch(() => {}); // as in `removeHeld`
  held.delete(path);
  if (held.size === 0) process.off('exit', removeHeld);
}

/** The command line of this process. */
function commandHere(): string {
  const [, program = 'node', ...args] = process.argv;
  return [basename(program), ...args].join(' ');
}
