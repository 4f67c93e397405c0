import {appendFile, mkdir, readdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {ArgumentError} from '@ntmjs/arguments';
import {io, type Optimizer} from '@tensorflow/tfjs-core';
import {type LayersModel, loadLayersModel} from '@tensorflow/tfjs-layers';
import type {TrainState} from '../train.js';
import {fileSystem} from './fileSystem.js';
import {parseRunFile, type RunConfig, type RunFile, runFile} from './runConfig.js';

const RUN_FILE = 'run.json';
const METRICS_FILE = 'metrics.jsonl';
const CHECKPOINTS = 'checkpoints';
const OPTIMIZER_FILE = 'optimizer.bin';
const STATE_FILE = 'training.json';
const PARTIAL = '.partial';

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
 * A checkpoint is written beside its place and moved there whole, so that what has a checkpoint's name is one.
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
   * @throws ArgumentError if it is not a run's folder
   * @throws Error if its `run.json` is broken or of another kind; it names what is wrong
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
  async log(metrics: object): Promise<void> {
    await appendFile(join(this.folder, METRICS_FILE), `${JSON.stringify(metrics)}\n`);
  }

  /** Writes another file into the run's folder, and returns its path. */
  async write(name: string, text: string): Promise<string> {
    const path = join(this.folder, name);
    await writeFile(path, text);
    return path;
  }

  /**
   * Writes a checkpoint, then removes those before it.
   *
   * @returns its folder; the model in it loads with `loadLayersModel(fileSystem(folder))`
   */
  async save({model, optimizer, state}: Checkpoint): Promise<string> {
    const folder = this.checkpointFolder(state.sequences);
    const partial = folder + PARTIAL;
    await rm(partial, {recursive: true, force: true});
    await model.save(fileSystem(partial));
    const {data, specs} = await io.encodeWeights(await optimizer.getWeights());
    await writeFile(join(partial, OPTIMIZER_FILE), Buffer.from(data));
    await writeFile(join(partial, STATE_FILE), JSON.stringify({...state, optimizerSpecs: specs}));
    await rm(folder, {recursive: true, force: true});
    await rename(partial, folder);
    for (const older of await this.checkpoints()) {
      if (older < state.sequences) await rm(this.checkpointFolder(older), {recursive: true});
    }
    return folder;
  }

  /** The folder of the last checkpoint. */
  async lastCheckpoint(): Promise<string> {
    const last = (await this.checkpoints()).at(-1);
    if (last === undefined)
      throw new Error(`${this.folder} has no checkpoint yet: its training was ended too early`);
    return this.checkpointFolder(last);
  }

  /** The model of the last checkpoint. The layers that it is made of must have been imported. */
  async loadModel(): Promise<LayersModel> {
    return loadLayersModel(fileSystem(await this.lastCheckpoint()));
  }

  /** The last checkpoint's training state; the optimiser is brought to where it stood. */
  async loadTraining(optimizer: Optimizer): Promise<TrainState> {
    const folder = await this.lastCheckpoint();
    const {optimizerSpecs, ...state} = JSON.parse(await readFile(join(folder, STATE_FILE), 'utf8'));
    const buffer = await readFile(join(folder, OPTIMIZER_FILE));
    const data = buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength);
    const tensors = io.decodeWeights(data as ArrayBuffer, optimizerSpecs);
    await optimizer.setWeights(Object.entries(tensors).map(([name, tensor]) => ({name, tensor})));
    for (const tensor of Object.values(tensors)) tensor.dispose();
    return state;
  }

  /** After how many sequences there are checkpoints, ascending. */
  private async checkpoints(): Promise<number[]> {
    const names = await readdir(join(this.folder, CHECKPOINTS)).catch(() => []);
    return names
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  }

  private checkpointFolder(sequences: number): string {
    return join(this.folder, CHECKPOINTS, String(sequences));
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(join(folder, '..'), {recursive: true});
    await mkdir(folder);
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new ArgumentError('run folder', 'a path where nothing is yet', folder);
    throw new ArgumentError('run folder', `a path that can be written (${message})`, folder);
  }
}
