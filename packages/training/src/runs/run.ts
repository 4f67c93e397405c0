import {mkdir, readFile, rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {ArgumentError} from '@ntmjs/arguments';
import type {Optimizer} from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {requireModel, requireOptimizer} from '../tfjsObjects.js';
import type {TrainState} from '../trainEvent.js';
import {type Checkpoint, modelOf, readModelFiles} from './checkpoint.js';
import {Checkpoints, type SavedCheckpoint} from './checkpoints.js';
import {type FolderLock, lockFolder} from './folderLock.js';
import {appendMetrics, dropMetricsAfter, type Metrics} from './metrics.js';
import {parseRunFile, type RunConfig, type RunFile, runFile} from './runConfig.js';
import {readTraining, restoreTraining} from './trainingFiles.js';
import {WriteError, writeWhole} from './writing.js';

const RUN_FILE = 'run.json';
const METRICS_FILE = 'metrics.jsonl';
const CHECKPOINTS = 'checkpoints';

/**
 * A run on disk:
 *
 *     run.json                 the full configuration, the seed, the versions
 *     metrics.jsonl            reports of training, one a line
 *     checkpoints/<sequences>/ the model as tfjs artifacts, the optimizer's state and the state of training
 *     lock-<id>.json           the process that writes the run, while it does
 *
 * Anyone may read a run at any time. One `Run` at a time writes it: the first that does, until it is closed or its process ends.
 */
export class Run {
  private readonly saved: Checkpoints;
  private writer: Promise<FolderLock> | undefined;

  private constructor(
    readonly folder: string,
    readonly file: RunFile,
  ) {
    this.saved = new Checkpoints(join(folder, CHECKPOINTS), file.config.training.keep ?? 1);
  }

  /**
   * Creates the folder of a new run, locks it and writes its `run.json`.
   *
   * @param versions of the software, by name
   * @throws ArgumentError if the folder exists (nothing in it changes) or cannot be created
   * @throws WriteError if `run.json` cannot be written; the folder is then removed
   */
  static async create(folder: string, config: RunConfig, versions: Record<string, string>): Promise<Run> {
    const file = runFile(config, versions);
    await makeFolder(folder);
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
   * Opens the folder of an existing run, also of an older version.
   *
   * @throws ArgumentError if it is not the folder of a run, or its `run.json` is invalid; it names the field
   */
  static async open(folder: string): Promise<Run> {
    const path = join(folder, RUN_FILE);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      const reason =
        (error as NodeJS.ErrnoException).code === 'ENOENT' ? '' : ` (${(error as Error).message})`;
      throw new ArgumentError('run', `the folder of a run, with a ${RUN_FILE} in it${reason}`, folder);
    }
    return new Run(folder, parseRunFile(path, text));
  }

  get config(): RunConfig {
    return this.file.config;
  }

  /**
   * Makes this the one that writes the run, until it is closed. Every method that writes does so first; before training resumes,
   * call it before the state is read.
   *
   * @throws ArgumentError if another writes the run: it names the process
   * @throws WriteError if the folder cannot be written, or was moved, deleted or unlocked meanwhile
   */
  async lock(): Promise<void> {
    this.writer ??= lockFolder('run', this.folder).catch((error) => {
      this.writer = undefined;
      throw error;
    });
    await (await this.writer).check();
  }

  /** Lets others write the run. Does nothing if this one does not. */
  async close(): Promise<void> {
    const writer = await this.writer?.catch(() => undefined);
    this.writer = undefined;
    await writer?.release();
  }

  /**
   * Appends a line to `metrics.jsonl`.
   *
   * @throws as `lock` does, or a WriteError that names the file
   */
  async log(metrics: Metrics): Promise<void> {
    await this.lock();
    await appendMetrics(join(this.folder, METRICS_FILE), metrics);
  }

  /**
   * Drops the lines logged after a number of sequences; training that resumes there logs them again.
   *
   * @throws as `log` does
   */
  async dropLogAfter(sequences: number): Promise<void> {
    await this.lock();
    await dropMetricsAfter(join(this.folder, METRICS_FILE), sequences);
  }

  /**
   * Writes another file into the run's folder, and returns its path.
   *
   * @throws as `log` does
   */
  async write(name: string, text: string): Promise<string> {
    await this.lock();
    const path = join(this.folder, name);
    await writeWhole(path, text);
    return path;
  }

  /**
   * Writes a checkpoint, then removes older ones except for the last `training.keep`, and those of more sequences than this
   * one. A process that is killed meanwhile keeps the checkpoints that it had.
   *
   * @returns its folder; the model in it loads with `loadLayersModel(fileSystem(folder))`
   * @throws ArgumentError if model or optimizer are of another copy of tfjs, or as `lock` does
   * @throws WriteError if a file cannot be written; the checkpoints that were there still are
   */
  async save(checkpoint: Checkpoint): Promise<string> {
    requireModel(checkpoint.model);
    requireOptimizer(checkpoint.optimizer);
    await this.lock();
    return this.saved.save(checkpoint);
  }

  /** Whether nothing is saved or logged yet: training can start from the configuration alone. */
  async isNew(): Promise<boolean> {
    const log = await readFile(join(this.folder, METRICS_FILE), 'utf8').catch(() => '');
    return log === '' && (await this.saved.list()).length === 0;
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

  /**
   * The model of the last checkpoint. Its layer classes must have been imported.
   *
   * @throws ArgumentError if there is no checkpoint, or one of its files is missing or broken: it names the file, and an
   *   older checkpoint that is intact
   * @throws Error if tfjs cannot create the model
   */
  async loadModel(): Promise<LayersModel> {
    return modelOf(await this.fromLast(readModelFiles));
  }

  /**
   * The model and the training state of the last checkpoint: both of the same, also while another process saves one.
   *
   * @param optimizer gets its state of that checkpoint, if given
   * @throws as `loadModel` and `loadTraining` do
   */
  async load(optimizer?: Optimizer): Promise<{readonly model: LayersModel; readonly state: TrainState}> {
    if (optimizer !== undefined) requireOptimizer(optimizer);
    const {files, training} = await this.fromLast(async (folder) => ({
      files: await readModelFiles(folder),
      training: await readTraining(folder),
    }));
    const model = await modelOf(files);
    try {
      if (optimizer !== undefined) await restoreTraining(training, optimizer);
    } catch (error) {
      model.dispose();
      throw error;
    }
    return {model, state: training.state};
  }

  /**
   * Restores the optimizer's state from the last checkpoint, and returns the training state.
   *
   * @throws ArgumentError as `loadModel` does, or if the state is that of another optimizer
   */
  async loadTraining(optimizer: Optimizer): Promise<TrainState> {
    requireOptimizer(optimizer);
    return restoreTraining(await this.fromLast(readTraining), optimizer);
  }

  /**
   * The training state of the last checkpoint, without an optimizer.
   *
   * @throws ArgumentError as `loadModel` does
   */
  async loadState(): Promise<TrainState> {
    return this.fromLast(async (folder) => (await readTraining(folder)).state);
  }

  private fromLast<T>(read: (folder: string) => Promise<T>): Promise<T> {
    return this.saved.readLast(read, () => {
      throw new ArgumentError('run', 'one with a checkpoint: it ended before its first', this.folder);
    });
  }
}

/** Creates a folder that does not exist, and its parents. */
async function makeFolder(folder: string): Promise<void> {
  const unwritable = ({message}: Error) => {
    throw new ArgumentError('run folder', `a path that can be written (${message})`, folder);
  };
  await mkdir(dirname(folder), {recursive: true}).catch(unwritable);
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') unwritable(error);
    throw new ArgumentError('run folder', 'a path where nothing is yet', folder);
  });
}
