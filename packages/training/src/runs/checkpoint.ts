import {ArgumentError} from '@ntmjs/arguments';
import type {io, Optimizer} from '@tensorflow/tfjs-core';
import {type LayersModel, loadLayersModel} from '@tensorflow/tfjs-layers';
import type {TrainState} from '../trainEvent.js';
import {fileSystem} from './fileSystem.js';
import {readTraining, saveTraining} from './trainingFiles.js';

/** The contents of a checkpoint. */
export interface Checkpoint {
  readonly model: LayersModel;
  readonly optimizer: Optimizer;
  readonly state: TrainState;
}

/** Writes a checkpoint's files into a folder. */
export async function writeCheckpoint(folder: string, {model, optimizer, state}: Checkpoint): Promise<void> {
  await model.save(fileSystem(folder));
  await saveTraining(folder, optimizer, state);
}

/** A model as the files of a checkpoint hold it. */
export interface ModelFiles {
  /** The folder of the checkpoint, for errors. */
  readonly folder: string;
  readonly artifacts: io.ModelArtifacts;
}

/**
 * Reads the files of the model of the checkpoint in a folder.
 *
 * @throws ArgumentError if one is missing or broken
 */
export async function readModelFiles(folder: string): Promise<ModelFiles> {
  return {folder, artifacts: await fileSystem(folder).load!()};
}

/**
 * Makes the model of files. Its layer classes must have been imported.
 *
 * @throws Error if tfjs cannot make the model
 */
export async function modelOf({folder, artifacts}: ModelFiles): Promise<LayersModel> {
  try {
    return await loadLayersModel({load: async () => artifacts});
  } catch (error) {
    throw new Error(`the model in ${folder} does not load: ${(error as Error).message}`, {cause: error});
  }
}

/** Whether all files of the checkpoint in a folder are intact. */
export async function isWhole(folder: string): Promise<boolean> {
  try {
    await readModelFiles(folder);
    await readTraining(folder);
    return true;
  } catch (error) {
    if (error instanceof ArgumentError) return false;
    throw error;
  }
}
