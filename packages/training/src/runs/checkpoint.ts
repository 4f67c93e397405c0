import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {ArgumentError} from '@ntmjs/arguments';
import {parseJson, requireDigest} from '@ntmjs/arguments/files';
import type {io, Optimizer} from '@tensorflow/tfjs-core';
import {type LayersModel, loadLayersModel} from '@tensorflow/tfjs-layers';
import {NonFiniteError} from '../nonFinite.js';
import type {TrainState} from '../trainEvent.js';
import {fileSystem, readArtifacts, TOPOLOGY} from './fileSystem.js';
import {readPart} from './readPart.js';
import type {RunFile} from './runConfig.js';
import {type LogDigest, readTraining, saveTraining} from './trainingFiles.js';
import {write} from './writing.js';

/** A copy of the run's `run.json`. */
export const RUN_COPY = 'run.json';

/** The contents of a checkpoint. */
export interface Checkpoint {
  readonly model: LayersModel;
  readonly optimizer: Optimizer;
  readonly state: TrainState;
}

/** The other files of a run when a checkpoint was saved. */
export interface CheckpointOrigin {
  /** The contents of `run.json`. */
  readonly file: RunFile;
  readonly log: LogDigest;
}

/** A checkpoint as it was read. */
export interface ReadCheckpoint extends Awaited<ReturnType<typeof readTraining>> {
  readonly folder: string;
  readonly artifacts: io.ModelArtifacts;
  /** What `run.json` held; undefined if an older version wrote the checkpoint. */
  readonly run: unknown;
}

/**
 * Writes a checkpoint's files into a folder.
 *
 * @throws NonFiniteError if a weight, or a number of the optimizer's state, is not finite
 */
export async function writeCheckpoint(
  folder: string,
  {model, optimizer, state}: Checkpoint,
  origin?: CheckpointOrigin,
): Promise<void> {
  try {
    await model.save(fileSystem(folder));
    const files: Record<string, Uint8Array> = {[TOPOLOGY]: await readFile(join(folder, TOPOLOGY))};
    if (origin !== undefined) {
      files[RUN_COPY] = Buffer.from(`${JSON.stringify(origin.file, null, 2)}\n`);
      await write(join(folder, RUN_COPY), files[RUN_COPY]);
    }
    await saveTraining(folder, {optimizer, state, log: origin?.log, files});
  } catch (error) {
    throw error instanceof NonFiniteError ? error.after(state.sequences) : error;
  }
}

/**
 * Reads the checkpoint in a folder, and checks every file of it: that it is what was saved, and that all numbers are finite.
 *
 * @throws ArgumentError if a file of it is missing, broken, or not what was saved
 */
export async function readCheckpoint(folder: string): Promise<ReadCheckpoint> {
  const training = await readTraining(folder);
  const {files} = training;
  const artifacts = await readArtifacts(folder, files[TOPOLOGY]);
  return {...training, folder, artifacts, run: await readRunCopy(folder, files[RUN_COPY])};
}

async function readRunCopy(folder: string, digest: string | undefined): Promise<unknown> {
  if (digest === undefined) return undefined;
  const path = join(folder, RUN_COPY);
  const bytes = await readPart(path);
  await requireDigest(path, bytes, digest);
  return parseJson(path, bytes);
}

/**
 * Makes the model of a checkpoint. Its layer classes must have been imported.
 *
 * @throws Error if tfjs cannot make the model
 */
export async function modelOf({
  folder,
  artifacts,
}: Pick<ReadCheckpoint, 'folder' | 'artifacts'>): Promise<LayersModel> {
  try {
    return await loadLayersModel({load: async () => artifacts});
  } catch (error) {
    const path = join(folder, TOPOLOGY);
    throw new Error(`the model in ${path} does not load: ${(error as Error).message}`, {cause: error});
  }
}

/** Whether all files of the checkpoint in a folder are intact. */
export async function isWhole(folder: string): Promise<boolean> {
  try {
    await readCheckpoint(folder);
    return true;
  } catch (error) {
    if (error instanceof ArgumentError) return false;
    throw error;
  }
}
