import {rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {
  ArgumentError,
  requireBoolean,
  requireInstance,
  requireInteger,
  requireKeys,
  requireObject,
  requireText,
  show,
} from '@ntmjs/arguments';
import {firstDifference} from '@ntmjs/arguments/files';
import type {Optimizer} from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {requireModel, requireOptimizer} from '../tfjsObjects.js';
import {requireTrainState, type TrainState} from '../trainEvent.js';
import {lastAttempt} from './attempts.js';
import {type Checkpoint, modelOf, type ReadCheckpoint, RUN_COPY, readCheckpoint} from './checkpoint.js';
import {Checkpoints, type SavedCheckpoint} from './checkpoints.js';
import {changed} from './edited.js';
import {type FolderLock, lockFolder} from './folderLock.js';
import {BEST, CHECKPOINTS, METRICS_FILE, RUN_FILE} from './layout.js';
import {appendMetrics, digestMetrics, dropMetricsAfter, type Metrics, readMetrics} from './metrics.js';
import {makeNewFolder} from './newFolder.js';
import {notOfRun, withCopy} from './notOfRun.js';
import {readIfThere} from './readPart.js';
import {parseRunFile, type RunConfig, type RunFile, runFile} from './runConfig.js';
import {type LogDigest, restoreTraining} from './trainingFiles.js';
import {append, makeFolder, WriteError, writeWhole} from './writing.js';

/** How a run is opened. */
export interface OpenRunArgs {
  readonly edited?: boolean | undefined;
  readonly best?: boolean | undefined;
}

/**
 * A run on disk:
 *
 *     run.json                 the full configuration, the seed, the versions
 *     metrics.jsonl            reports of training, one a line
 *     checkpoints/<sequences>/ the model as tfjs artifacts, the optimizer's state and the state of training
 *     best/<sequences>/        the best checkpoint so far by a metric, with `training.keepBest`
 *     lock-<id>.json           the process that writes the run, while it does
 *
 * Anyone may read a run at any time. One `Run` at a time writes it: the first that does, until it is closed or its process ends.
 *
 * A checkpoint has the SHA-256 of each of its files, and of the metrics so far, and a copy of `run.json`. Whatever is read is
 * checked against them: it is what was saved, or an error names what is not; only more training sequences are no change. Of checkpoints of older versions, the sizes of files and
 * the types of fields are checked, and that all numbers are finite.
 */
export class Run {
  private readonly saved: Checkpoints;
  private readonly bestSaved: Checkpoints;
  private writer: Promise<FolderLock> | undefined;

  private constructor(
    readonly folder: string,
    private current: RunFile,
    /** Whether `run.json` and the metrics may differ from what they were at the last checkpoint. */
    private readonly edited = false,
    /** Whether the model and its state are those of the best checkpoint, not of the last one. */
    private readonly ofBest = false,
  ) {
    this.bestSaved = new Checkpoints(join(folder, BEST), 1);
    this.saved = new Checkpoints(join(folder, CHECKPOINTS), current.config.training.keep ?? 1);
  }

  /**
   * Creates the folder of a new run, locks it and writes its `run.json`.
   *
   * @param versions of the software, by name
   * @throws ArgumentError if the folder exists (nothing in it changes) or cannot be created
   * @throws WriteError if `run.json` cannot be written; the folder is then removed
   */
  static async create(folder: string, config: RunConfig, versions: Record<string, string>): Promise<Run> {
    requireText('run folder', folder);
    const file = runFile(config, versions);
    await makeNewFolder(folder);
    const run = new Run(folder, file);
    try {
      await run.write(RUN_FILE, `${JSON.stringify(file, null, 2)}\n`);
      return run;
    } catch (error) {
      await run.close();
      if (error instanceof WriteError) await rm(folder, {recursive: true, force: true}).catch(() => {});
      throw error;
    }
  }

  /**
   * Opens the folder of an existing run, also of an older version; or of a sweep's run, of which it opens the last attempt.
   *
   * @param edited whether `run.json` and `metrics.jsonl` are taken as they are, after a change on purpose; by default they must be as
   *   they were when the last checkpoint was saved
   * @param best whether the model and its state are loaded from the best checkpoint that `training.keepBest` keeps, not from the last one
   * @throws ArgumentError if it is not the folder of a run, or its `run.json` is invalid or was changed; it names the field
   */
  static async open(folder: string, args: OpenRunArgs = {}): Promise<Run> {
    const {edited = false, best = false} = requireKeys('Run.open', args, ['edited', 'best']);
    requireBoolean('edited', edited);
    requireBoolean('best', best);
    const own = await lastAttempt(requireText('run', folder));
    const path = join(own, RUN_FILE);
    const text = await readIfThere(path).catch(({message}: Error) => {
      throw notOfRun(folder, ` (${message})`);
    });
    if (text === undefined) throw await withCopy(notOfRun(folder), folder);
    let file: RunFile;
    try {
      file = parseRunFile(path, text);
    } catch (error) {
      const isBroken = error instanceof ArgumentError && error.argument === path;
      throw isBroken ? await withCopy(error, own) : error;
    }
    const run = new Run(own, file, edited, best);
    await run.requireUnchanged();
    return run;
  }

  /** What `run.json` holds. */
  get file(): RunFile {
    return this.current;
  }

  get config(): RunConfig {
    return this.current.config;
  }

  /**
   * Makes this the one that writes the run, until it is closed, and removes what a writer that was killed left behind. Every method
   * that writes does so first; before training resumes, call it before the state is read.
   *
   * @throws ArgumentError if another writes the run: it names the process
   * @throws WriteError if the folder cannot be written, or was moved, deleted or unlocked meanwhile
   */
  async lock(): Promise<void> {
    this.writer ??= this.becomeWriter().catch((error) => {
      this.writer = undefined;
      throw error;
    });
    await (await this.writer).check();
  }

  private async becomeWriter(): Promise<FolderLock> {
    const writer = await lockFolder('run', this.folder);
    try {
      await this.saved.tidy();
      await this.bestSaved.tidy();
      return writer;
    } catch (error) {
      await writer.release();
      throw error;
    }
  }

  /** Lets others write the run. Does nothing if this one does not. */
  async close(): Promise<void> {
    const writer = await this.writer?.catch(() => undefined);
    this.writer = undefined;
    await writer?.release();
  }

  /**
   * Allows more training sequences, also after the run has ended. Everything else stays, such as over how many sequences the learning rate
   * falls.
   *
   * @throws ArgumentError if they are not more than before
   * @throws as `lock` does, or a WriteError that names the file
   */
  async prolong(sequences: number): Promise<void> {
    const {config} = this.current;
    requireInteger('sequences', sequences, {min: config.training.sequences + 1});
    const prolonged = {...this.current, config: {...config, training: {...config.training, sequences}}};
    await this.write(RUN_FILE, `${JSON.stringify(prolonged, null, 2)}\n`);
    this.current = prolonged;
  }

  /**
   * Appends a line to `metrics.jsonl`.
   *
   * @throws ArgumentError if it does not say after how many sequences
   * @throws as `lock` does, or a WriteError that names the file
   */
  async log(metrics: Metrics): Promise<void> {
    requireObject('metrics', metrics, 'an object {sequences, …}');
    requireInteger('metrics.sequences', metrics.sequences, {min: 0});
    await this.lock();
    await appendMetrics(join(this.folder, METRICS_FILE), metrics);
  }

  /**
   * Drops the lines logged after a number of sequences, and those after the last checkpoint; training that resumes there logs them
   * again.
   *
   * @throws ArgumentError if the lines before the last checkpoint are not those that were logged
   * @throws as `log` does
   */
  async dropLogAfter(sequences: number): Promise<void> {
    requireInteger('sequences', sequences, {min: 0});
    await this.lock();
    await dropMetricsAfter(join(this.folder, METRICS_FILE), sequences, await this.written());
  }

  /**
   * The lines of `metrics.jsonl` up to the last checkpoint.
   *
   * @throws ArgumentError if they are not those that were logged
   */
  async readLog(): Promise<Metrics[]> {
    return readMetrics(join(this.folder, METRICS_FILE), await this.written());
  }

  /**
   * Writes another file into the run's folder, and returns its path.
   *
   * @throws as `log` does
   */
  async write(name: string, text: string): Promise<string> {
    requireText('name', name);
    requireText('text', text);
    await this.lock();
    const path = join(this.folder, name);
    await writeWhole(path, text);
    return path;
  }

  /**
   * Appends bytes to another file of the run's folder, which it makes with the folders that it is in, and returns its path.
   *
   * @throws as `log` does
   */
  async append(name: string, bytes: Uint8Array): Promise<string> {
    requireText('name', name);
    requireInstance('bytes', bytes, Uint8Array, 'a Uint8Array');
    await this.lock();
    const path = join(this.folder, name);
    await makeFolder(dirname(path));
    await append(path, bytes);
    return path;
  }

  /**
   * Writes a checkpoint, then removes older ones except for the last `training.keep`, and those of more sequences than this
   * one. A process that is killed meanwhile keeps the checkpoints that it had.
   *
   * @returns its folder; the model in it loads with `loadLayersModel(fileSystem(folder))`
   * @throws ArgumentError if a part of it is wrong, or of another copy of tfjs, or as `lock` does
   * @throws NonFiniteError if a weight, or a number of the optimizer's state, is not finite
   * @throws WriteError if a file cannot be written; the checkpoints that were there still are
   */
  async save(checkpoint: Checkpoint): Promise<string> {
    return this.saveIn(this.saved, checkpoint);
  }

  /**
   * Writes a checkpoint as the best so far, in place of the one before; otherwise as `save` does. Save the best one first: a process that is
   * killed in between saves it again, to the same bits.
   */
  async saveBest(checkpoint: Checkpoint): Promise<string> {
    return this.saveIn(this.bestSaved, checkpoint);
  }

  private async saveIn(checkpoints: Checkpoints, checkpoint: Checkpoint): Promise<string> {
    requireObject('checkpoint', checkpoint, 'an object {model, optimizer, state}');
    const {model, optimizer, state} = checkpoint;
    requireModel(model);
    requireOptimizer(optimizer);
    requireTrainState(state);
    await this.lock();
    const log = await digestMetrics(join(this.folder, METRICS_FILE));
    return checkpoints.save(checkpoint, {file: this.file, log});
  }

  /** Whether nothing is saved or logged yet: training can start from the configuration alone. */
  async isNew(): Promise<boolean> {
    const {bytes} = await digestMetrics(join(this.folder, METRICS_FILE));
    return bytes === 0 && (await this.saved.list()).length === 0;
  }

  /** The saved checkpoints, the oldest first. */
  async checkpoints(): Promise<SavedCheckpoint[]> {
    return this.saved.list();
  }

  /**
   * The folder of the last checkpoint.
   *
   * @throws ArgumentError if there is none
   */
  async lastCheckpoint(): Promise<string> {
    return this.fromLast(async (folder) => folder);
  }

  /** The best checkpoint, and the state of its training; undefined if there is none. */
  async best(): Promise<(SavedCheckpoint & {readonly state: TrainState}) | undefined> {
    const [saved] = await this.bestSaved.list();
    if (saved === undefined) return undefined;
    const {state} = await this.bestSaved.readLast(readCheckpoint, () => this.missingBest());
    return {...saved, state};
  }

  /**
   * The model of the last checkpoint, or of the best one if the run was opened with `best`. Its layer classes must have been imported.
   *
   * @throws ArgumentError if there is no checkpoint, or one of its files is missing, broken or not what was saved: it names the
   *   file, and an older checkpoint that is intact
   * @throws Error if tfjs cannot create the model
   */
  async loadModel(): Promise<LayersModel> {
    return this.modelOf(await this.fromLoaded());
  }

  /**
   * The model and the training state of the checkpoint that `loadModel` loads: both of the same, also while another process saves one.
   *
   * @param optimizer gets its state of that checkpoint, if given
   * @throws as `loadModel` and `loadTraining` do
   */
  async load(optimizer?: Optimizer): Promise<{readonly model: LayersModel; readonly state: TrainState}> {
    if (optimizer !== undefined) requireOptimizer(optimizer);
    const checkpoint = await this.fromLoaded();
    const model = await this.modelOf(checkpoint);
    try {
      if (optimizer !== undefined) await restoreTraining(checkpoint, optimizer);
    } catch (error) {
      model.dispose();
      throw error;
    }
    return {model, state: checkpoint.state};
  }

  /**
   * Restores the optimizer's state from that checkpoint, and returns the training state.
   *
   * @throws ArgumentError as `loadModel` does, or if the state is that of another optimizer
   */
  async loadTraining(optimizer: Optimizer): Promise<TrainState> {
    requireOptimizer(optimizer);
    return restoreTraining(await this.fromLoaded(), optimizer);
  }

  /**
   * The training state of that checkpoint, without an optimizer.
   *
   * @throws ArgumentError as `loadModel` does
   */
  async loadState(): Promise<TrainState> {
    return (await this.fromLoaded()).state;
  }

  /** Makes the model of a checkpoint; if its access is from a module of the user's, the error names that. */
  private async modelOf(checkpoint: ReadCheckpoint): Promise<LayersModel> {
    try {
      return await modelOf(checkpoint);
    } catch (error) {
      const {accessModule} = this.config;
      if (accessModule === undefined) throw error;
      const {path} = accessModule;
      const advice = `its access is from ${path}, which loadAccessModule('${path}') of @ntmjs/presets/modules registers`;
      throw new Error(`${(error as Error).message} (${advice})`, {cause: error});
    }
  }

  /** Throws an ArgumentError if `run.json` is not as it was when the last checkpoint was saved. */
  private async requireUnchanged(): Promise<void> {
    if (this.edited || (await this.saved.list()).length === 0) return;
    const {folder, run} = await this.fromLast(readCheckpoint);
    if (run === undefined) return;
    const copy = join(folder, RUN_COPY);
    const withoutSchema = ({$schema: _, ...file}: RunFile) => file;
    const saved = parseRunFile(copy, JSON.stringify(run));
    // More sequences do not change those so far: see `prolong`.
    const {training} = saved.config;
    training.sequences = Math.max(training.sequences, this.config.training.sequences);
    const difference = firstDifference(withoutSchema(saved), withoutSchema(this.file));
    if (difference === undefined) return;
    const name = `${join(this.folder, RUN_FILE)}: ${difference.path.join('.')}`;
    throw changed(name, `${show(difference.one)}, as in ${copy}`, difference.other);
  }

  /** How much of the metrics was written before the last checkpoint; undefined if all of the file is taken as it is. */
  private async written(): Promise<LogDigest | undefined> {
    if (this.edited || (await this.saved.list()).length === 0) return undefined;
    return (await this.fromLast(readCheckpoint)).log;
  }

  /** The checkpoint that the model and its state are loaded from. */
  private fromLoaded(): Promise<ReadCheckpoint> {
    if (!this.ofBest) return this.fromLast(readCheckpoint);
    return this.bestSaved.readLast(readCheckpoint, () => this.missingBest());
  }

  private missingBest(): never {
    const expected = 'one that keeps its best checkpoint: it was trained without --keep-best';
    throw new ArgumentError('run', expected, this.folder);
  }

  private fromLast<T>(read: (folder: string) => Promise<T>): Promise<T> {
    return this.saved.readLast(read, () => {
      throw new ArgumentError('run', 'one with a checkpoint: it ended before its first', this.folder);
    });
  }
}
