import {mkdir, readdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {ArgumentError} from '@ntmjs/arguments';
import type {Optimizer} from '@tensorflow/tfjs-core';
import {type LayersModel, loadLayersModel} from '@tensorflow/tfjs-layers';
import type {TrainState} from '../train.js';
import {fileSystem} from './fileSystem.js';
import {appendMetrics, dropMetricsAfter, type Metrics} from './metrics.js';
import {parseRunFile, type RunConfig, type RunFile, runFile} from './runConfig.js';
import {loadTraining, saveTraining} from './trainingFiles.js';

const RUN_FILE = 'run.json';
const METRICS_FILE = 'metrics.jsonl';
const CHECKPOINTS = 'checkpoints';

/** What the name of a checkpoint ends in while it is being written, or removed. */
const PARTIAL = '.partial';
const REPLACED = '.replaced';

/** What a checkpoint is made of, and gives back. */
export interface Checkpoint {
  readonly model: LayersModel;
  readonly optimizer: Optimizer;
  readonly state: TrainState;
}

/**
 * A run on disk:
 *
 *     run.json                 what the run was told: the full configuration, the seed, the versions
 *     metrics.jsonl            how training went, a line a report
 *     checkpoints/<sequences>/ the model as tfjs artefacts, the optimiser's state and where training stood
 *
 * A checkpoint is written beside its place and moved there whole, so that what has a checkpoint's name is one even if the
 * process was killed.
 */
export class Run {
  private constructor(
    readonly folder: string,
    readonly file: RunFile,
  ) {}

  /**
   * Makes the folder of a new run and writes its `run.json`.
   *
   * @param versions of the software that runs it, by name
   * @throws ArgumentError if the folder is there already (nothing in it is touched) or cannot be made
   */
  static async create(folder: string, config: RunConfig, versions: Record<string, string>): Promise<Run> {
    const file = runFile(config, versions);
    await makeFolder(folder);
    await writeFile(join(folder, RUN_FILE), `${JSON.stringify(file, null, 2)}\n`);
    return new Run(folder, file);
  }

  /**
   * Opens the folder of a run that was made before.
   *
   * @throws ArgumentError if it is not a run's folder, or its `run.json` is broken or of another kind; it names the field
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

  /** Appends a line to `metrics.jsonl`. */
  async log(metrics: Metrics): Promise<void> {
    await appendMetrics(join(this.folder, METRICS_FILE), metrics);
  }

  /** Drops what was logged after a number of sequences: training that goes on from there logs it again. */
  async dropLogAfter(sequences: number): Promise<void> {
    await dropMetricsAfter(join(this.folder, METRICS_FILE), sequences);
  }

  /** Writes another file into the run's folder, and returns its path. */
  async write(name: string, text: string): Promise<string> {
    const path = join(this.folder, name);
    await writeFile(path, text);
    return path;
  }

  /**
   * Writes a checkpoint, then removes all others.
   *
   * @returns its folder; the model in it loads with `loadLayersModel(fileSystem(folder))`
   */
  async save({model, optimizer, state}: Checkpoint): Promise<string> {
    const folder = this.checkpointFolder(state.sequences);
    const partial = folder + PARTIAL;
    await rm(partial, {recursive: true, force: true});
    await model.save(fileSystem(partial));
    await saveTraining(partial, optimizer, state);
    await rm(folder + REPLACED, {recursive: true, force: true});
    await rename(folder, folder + REPLACED).catch(ignoreMissing);
    await rename(partial, folder);
    await this.removeAllBut(String(state.sequences));
    return folder;
  }

  /**
   * The folder of the last checkpoint.
   *
   * @throws ArgumentError if there is none
   */
  async lastCheckpoint(): Promise<string> {
    const names = await readdir(join(this.folder, CHECKPOINTS)).catch(() => []);
    const last = Math.max(...names.filter((name) => /^\d+$/.test(name)).map(Number));
    if (Number.isFinite(last)) return this.checkpointFolder(last);
    throw new ArgumentError('run', 'one with a checkpoint: it was ended before its first', this.folder);
  }

  /**
   * The model of the last checkpoint. The layers that it is made of must have been imported.
   *
   * @throws ArgumentError if there is no checkpoint, or a file of it is missing or broken
   * @throws Error if tfjs cannot make the model
   */
  async loadModel(): Promise<LayersModel> {
    const folder = await this.lastCheckpoint();
    try {
      return await loadLayersModel(fileSystem(folder));
    } catch (error) {
      if (error instanceof ArgumentError) throw error;
      throw new Error(`the model in ${folder} does not load: ${(error as Error).message}`, {cause: error});
    }
  }

  /**
   * The last checkpoint's training state; the optimiser is brought to where it stood.
   *
   * @throws ArgumentError if there is no checkpoint, or a file of it is missing or broken
   */
  async loadTraining(optimizer: Optimizer): Promise<TrainState> {
    return loadTraining(await this.lastCheckpoint(), optimizer);
  }

  /** Removes all other checkpoints, and what is left of any that was never finished. */
  private async removeAllBut(checkpoint: string): Promise<void> {
    for (const name of await readdir(join(this.folder, CHECKPOINTS))) {
      if (!/^\d+(\.partial|\.replaced)?$/.test(name) || name === checkpoint) continue;
      await rm(join(this.folder, CHECKPOINTS, name), {recursive: true});
    }
  }

  private checkpointFolder(sequences: number): string {
    return join(this.folder, CHECKPOINTS, String(sequences));
  }
}

/** Makes a folder where nothing is yet, and those above it. */
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

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
