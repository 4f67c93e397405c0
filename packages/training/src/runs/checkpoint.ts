import {ArgumentError} from '@ntmjs/arguments';
import type {Optimizer} from '@tensorflow/tfjs-core';
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

/**
 * The model of the checkpoint in a folder. Its layer classes must have been imported.
 *
 * @throws ArgumentError if a file of it is missing or broken
 * @throws Error if tfjs cannot make the model
 */
export async function readModel(folder: string): Promise<LayersModel> {
  try {
    return await loadLayersModel(fileSystem(folder));
  } catch (error) {
    if (error instanceof ArgumentError) throw error;
    throw new Error(`the model in ${folder} does not load: ${(error as Error).message}`, {cause: error});
  }
}

/** Whether all files of the checkpoint in a folder are intact. */
export async function isWhole(folder: string): Promise<boolean> {
  try {
    await fileSystem(folder).load!();
    await readTraining(folder);
    return true;
  } catch (error) {
    if (error instanceof ArgumentError) return false;
    throw error;
  }
}
