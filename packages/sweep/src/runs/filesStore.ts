import {randomUUID} from 'node:crypto';
import {ArgumentError} from '@ntmjs/arguments';
import {requireSeal, type Sealed, sealed} from '@ntmjs/arguments/files';
import {thisProcess} from '@ntmjs/training/runs';
import {DIGITS, type PlannedRun} from './plannedRun.js';
import type {AttemptRecord, RunResult} from './result.js';
import {firstJson, readJson, type SharedFiles, textOf} from './sharedFiles.js';
import type {Attempt, RunStore} from './store.js';

const STORE = 'store.json';

const attemptFile = ({name}: Named, number: number) => `${name}/attempt-${number}.json`;
/** The file of a result: a training that is evaluated in several ways has several. */
const resultFile = ({name}: Named, id: string) => `${name}/result-${id.slice(0, DIGITS)}.json`;

type Named = Pick<PlannedRun, 'name'>;

/** Where an attempt trains on this machine. */
export interface AttemptFolder {
  readonly folder: string;
  /** Keeps what is in the folder where others find it. */
  keep(): Promise<void>;
  /** The attempt is over: the folder is no longer needed, if what it holds is kept elsewhere. */
  close(): Promise<void>;
}

/**
 * Runs in shared files:
 *
 *     store.json                which store it is
 *     <task>-<model>-<seed>-<identity>/
 *       attempt-1.json          who trains the run, or did, how far that went, and why it failed
 *       result-<identity>.json  what the run gave: it is done when this is there
 *
 * Where the checkpoints of attempts are is up to each kind of store.
 */
export abstract class FilesStore implements RunStore {
  abstract readonly lookEvery: number;

  protected constructor(protected readonly files: SharedFiles) {}

  /**
   * Makes the folder in which an attempt trains, from the last whole checkpoint of those before it.
   *
   * @param number of the attempt
   */
  protected abstract folderOfAttempt(run: PlannedRun, number: number): Promise<AttemptFolder>;

  async identity(): Promise<string> {
    return (await firstJson(this.files, STORE, {id: randomUUID()})).id;
  }

  async begun(): Promise<ReadonlySet<string>> {
    return new Set(await this.files.names(''));
  }

  /** @throws ArgumentError that names the file, if it is broken or of another run */
  async result(run: PlannedRun): Promise<RunResult | undefined> {
    const json = await readJson<Sealed<RunResult>>(this.files, resultFile(run, run.id));
    if (json === undefined) return undefined;
    const path = this.files.pathOf(resultFile(run, run.id));
    const result = await requireSeal(path, json);
    if (result.id === run.id) return result;
    throw new ArgumentError(`${path}: id`, `${run.id}, of the run that it is to be of`, result.id);
  }

  abstract trainedFolder(run: PlannedRun, result: Pick<RunResult, 'attempt'>): Promise<string>;

  async attempts(run: PlannedRun): Promise<AttemptRecord[]> {
    const numbers = (await this.files.names(run.name))
      .map((name) => Number(/^attempt-([1-9]\d*)\.json$/.exec(name)?.[1]))
      .filter((number) => number > 0)
      .sort((one, other) => one - other);
    const records = numbers.map((number) => readJson<AttemptRecord>(this.files, attemptFile(run, number)));
    return (await Promise.all(records)) as AttemptRecord[];
  }

  async begin(run: PlannedRun, number: number): Promise<Attempt | undefined> {
    const record: AttemptRecord = {
      ...{attempt: number, holder: await thisProcess(), since: new Date().toISOString()},
      ...{renewals: 0, ended: false},
    };
    const file = attemptFile(run, number);
    if (!(await this.files.writeFirst(file, textOf(record)))) return undefined;
    try {
      return new FilesAttempt(this.files, run, record, await this.folderOfAttempt(run, number));
    } catch (error) {
      await this.files.write(file, textOf({...record, ended: true}));
      throw error;
    }
  }
}

class FilesAttempt implements Attempt {
  private written: Promise<void> = Promise.resolve();

  constructor(
    private readonly files: SharedFiles,
    private readonly run: Named,
    private current: AttemptRecord,
    private readonly trained: AttemptFolder,
  ) {}

  get number(): number {
    return this.current.attempt;
  }

  get folder(): string {
    return this.trained.folder;
  }

  async isOvertaken(): Promise<boolean> {
    return (await this.files.read(attemptFile(this.run, this.number + 1))) !== undefined;
  }

  async record(change: Partial<AttemptRecord>): Promise<void> {
    this.current = {...this.current, ...change};
    const text = textOf(this.current);
    const write = () => this.files.write(attemptFile(this.run, this.number), text);
    // One after another, also if the one before failed.
    this.written = this.written.then(write, write);
    await this.written;
  }

  async keep(): Promise<void> {
    await this.trained.keep();
  }

  async finish(result: RunResult): Promise<void> {
    await this.files.writeFirst(resultFile(this.run, result.id), textOf(await sealed(result)));
  }

  async end(): Promise<void> {
    try {
      await this.record({ended: true});
    } finally {
      await this.trained.close();
    }
  }
}
