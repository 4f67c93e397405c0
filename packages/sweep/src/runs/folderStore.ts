import {randomUUID} from 'node:crypto';
import {readdir, rename} from 'node:fs/promises';
import {join} from 'node:path';
import {ArgumentError, requireText} from '@ntmjs/arguments';
import {parseJson, requireSeal, type Sealed, sealed} from '@ntmjs/arguments/files';
import {copyRun, makeFolder, Run, readIfThere, thisProcess, writeWhole} from '@ntmjs/training/runs';
import type {PlannedRun} from './plannedRun.js';
import type {AttemptRecord, RunResult} from './result.js';
import type {Attempt, RunStore} from './store.js';
import {writeFirst} from './writeFirst.js';

const STORE = 'store.json';
const RESULT = 'result.json';
const attemptFile = (number: number) => `attempt-${number}.json`;

/**
 * Runs in a folder that all who work on them share:
 *
 *     store.json           which store it is
 *     <task>-<identity>/
 *       attempt-1.json   who trains the run, or did, how far that went, and why it failed
 *       1/               the run of that attempt, with its checkpoints
 *       result.json      what the run gave: it is done when this is there
 */
export class FolderStore implements RunStore {
  /** @throws ArgumentError unless it is a path */
  constructor(readonly folder: string) {
    requireText('folder', folder);
  }

  /** The folder of a run. */
  folderOf({name}: Pick<PlannedRun, 'name'>): string {
    return join(this.folder, name);
  }

  async identity(): Promise<string> {
    const path = join(this.folder, STORE);
    await makeFolder(this.folder);
    if ((await readIfThere(path)) === undefined) await writeFirst(path, textOf({id: randomUUID()}));
    return (parseJson(path, (await readIfThere(path)) ?? '') as {id: string}).id;
  }

  async begun(): Promise<ReadonlySet<string>> {
    return new Set(await namesIn(this.folder));
  }

  /** @throws ArgumentError that names the file, if it is broken or of another run */
  async result(run: PlannedRun): Promise<RunResult | undefined> {
    const path = join(this.folderOf(run), RESULT);
    const text = await readIfThere(path);
    if (text === undefined) return undefined;
    const result = await requireSeal(path, parseJson(path, text) as Sealed<RunResult>);
    if (result.id === run.id) return result;
    throw new ArgumentError(`${path}: id`, `${run.id}, of the run that it is to be of`, result.id);
  }

  async attempts(run: PlannedRun): Promise<AttemptRecord[]> {
    const folder = this.folderOf(run);
    const records = (await numbersIn(folder)).map((number) => readAttempt(folder, number));
    return Promise.all(records);
  }

  async begin(run: PlannedRun, number: number): Promise<Attempt | undefined> {
    const folder = this.folderOf(run);
    await makeFolder(folder);
    const record: AttemptRecord = {
      ...{attempt: number, holder: await thisProcess(), since: new Date().toISOString()},
      ...{renewals: 0, ended: false},
    };
    if (!(await writeFirst(join(folder, attemptFile(number)), textOf(record)))) return undefined;
    const attempt = new FolderAttempt(folder, record);
    try {
      const earlier = (await numbersIn(folder)).filter((each) => each < number);
      await goOn(
        earlier.map((each) => join(folder, String(each))),
        attempt.folder,
      );
      return attempt;
    } catch (error) {
      await attempt.record({ended: true});
      throw error;
    }
  }
}

/** The numbers of the attempts in the folder of a run, in their order. */
async function numbersIn(folder: string): Promise<number[]> {
  return (await namesIn(folder))
    .map((name) => Number(/^attempt-([1-9]\d*)\.json$/.exec(name)?.[1]))
    .filter((number) => number > 0)
    .sort((one, other) => one - other);
}

async function readAttempt(folder: string, number: number): Promise<AttemptRecord> {
  const path = join(folder, attemptFile(number));
  return parseJson(path, (await readIfThere(path)) ?? '') as AttemptRecord;
}

/** Copies the run of the last attempt that has a whole checkpoint. */
async function goOn(earlier: readonly string[], folder: string): Promise<void> {
  for (const from of earlier.toReversed()) {
    try {
      return await copyRun(await Run.open(from), folder);
    } catch (error) {
      // It was killed before its first checkpoint: the attempt before it may have one.
      if (!(error instanceof ArgumentError)) throw error;
    }
  }
}

class FolderAttempt implements Attempt {
  readonly folder: string;
  private written: Promise<void> = Promise.resolve();

  constructor(
    private readonly parent: string,
    private current: AttemptRecord,
  ) {
    this.folder = join(parent, String(current.attempt));
  }

  get number(): number {
    return this.current.attempt;
  }

  async record(change: Partial<AttemptRecord>): Promise<void> {
    this.current = {...this.current, ...change};
    const text = textOf(this.current);
    const write = () => writeWhole(join(this.parent, attemptFile(this.number)), text);
    // One after another, also if the one before failed.
    this.written = this.written.then(write, write);
    await this.written;
  }

  /** What is in the folder is there for all. */
  async keep(): Promise<void> {}

  async finish(result: RunResult): Promise<void> {
    const path = join(this.parent, RESULT);
    if ((await readIfThere(path)) !== undefined) return;
    // Another attempt may do the same at the same time.
    const own = join(this.parent, `result-${this.number}.json`);
    await writeWhole(own, textOf(await sealed(result)));
    await rename(own, path);
  }
}

/** The names of what is in a folder; none if it is not there. */
function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

const textOf = (json: object) => `${JSON.stringify(json, null, 2)}\n`;
