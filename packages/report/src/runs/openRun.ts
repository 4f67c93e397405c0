import {join} from 'node:path';
import {requireChoice} from '@ntmjs/arguments';
import {memoryRows} from '@ntmjs/presets';
import {createTask, type Task} from '@ntmjs/tasks';
import {createCurriculum} from '@ntmjs/training';
import {Run, type RunConfig} from '@ntmjs/training/runs';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {evaluationTaskOf} from '../evaluation/heldOut.js';
import {renaming} from '../renaming.js';
import {startBackend} from './backend.js';

/** A run on disk with what it was trained on and its trained model. */
export interface OpenRun {
  readonly run: Run;
  readonly task: Task;
  /** What the trained model is tried on: the task, with classes held out from training if it has such. */
  readonly evaluationTask: Task;
  readonly model: LayersModel;
  /** How many rows the model's memory has, if it has one. */
  readonly rows: number | undefined;
}

/**
 * A run with a checkpoint, its task and its trained model; its backend is started.
 *
 * @param argument of the command line that the folder was given as
 * @throws ArgumentError that names the argument, or the file that is wrong
 */
export async function openRun(argument: string, folder: string): Promise<OpenRun> {
  const named = (name: string) => (name === 'run' ? argument : name);
  const run = await renaming(named, () => Run.open(folder));
  const inFile = (name: string) => `${join(folder, 'run.json')}: ${name}`;
  const {task, evaluationTask, rows} = await renaming(inFile, async () => {
    const {config} = run;
    await startBackend(config.backend);
    const task = createTask(config.task.name, config.task.config);
    requireTrainingFor(task, config.training);
    return {task, evaluationTask: evaluationTaskOf(task), rows: memoryRows(config.model)};
  });
  const model = await renaming(named, () => run.loadModel());
  return {run, task, evaluationTask, model, rows};
}

/**
 * Checks what of training depends on the task.
 *
 * @throws ArgumentError if the task has no such metric, part or difficulty
 */
export function requireTrainingFor(task: Task, {solved, curriculum}: RunConfig['training']): void {
  if (solved !== undefined) {
    const metrics = task.metrics.map(({name}) => name);
    requireChoice('solved.metric', solved.metric, metrics);
  }
  if (curriculum !== undefined) createCurriculum(curriculum, task);
}
