import {join} from 'node:path';
import {renameArguments, requireChoice} from '@ntmjs/arguments';
import {memoryRows} from '@ntmjs/presets';
import {createTask, evaluationTaskOf, type Task} from '@ntmjs/tasks';
import {createCurriculum} from '@ntmjs/training';
import {Run, type RunConfig} from '@ntmjs/training/runs';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {startBackend} from './backend.js';

/** A run on disk with its task and its trained model. */
export interface OpenRun {
  readonly run: Run;
  /** The task of training. */
  readonly task: Task;
  /** The task to evaluate on: that of training, or the one that holds what training held out. */
  readonly evaluationTask: Task;
  /** The model of the last checkpoint. */
  readonly model: LayersModel;
  /** The number of rows of the model's memory; undefined for a model without a memory. */
  readonly rows: number | undefined;
}

/**
 * Opens a run that has a checkpoint, and makes its backend the current one. The backend must be registered: import its
 * package, such as `@tensorflow/tfjs-backend-wasm`.
 *
 * @throws ArgumentError that names `run`, or the file and its field that are wrong
 */
export async function openRun(folder: string): Promise<OpenRun> {
  const run = await Run.open(folder);
  const inFile = (name: string) => `${join(folder, 'run.json')}: ${name}`;
  const {task, evaluationTask, rows} = await renameArguments(inFile, async () => {
    const {config} = run;
    await startBackend(config.backend);
    const task = createTask(config.task.name, config.task.config);
    requireTrainingFor(task, config.training);
    return {task, evaluationTask: evaluationTaskOf(task), rows: memoryRows(config.model)};
  });
  return {run, task, evaluationTask, model: await run.loadModel(), rows};
}

/**
 * Checks the parts of a training configuration that depend on the task.
 *
 * @throws ArgumentError if the task has no such metric, part of the difficulty, or difficulty
 */
export function requireTrainingFor(task: Task, {solved, curriculum}: RunConfig['training']): void {
  if (solved !== undefined) {
    const metrics = task.metrics.map(({name}) => name);
    requireChoice('solved.metric', solved.metric, metrics);
  }
  if (curriculum !== undefined) createCurriculum(curriculum, task);
}
