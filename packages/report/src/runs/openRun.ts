import {join} from 'node:path';
import {renameArguments, requireChoice} from '@ntmjs/arguments';
import {memoryRows} from '@ntmjs/presets';
import {createTask, evaluationTaskOf, type Task} from '@ntmjs/tasks';
import {createCurriculum, type TrainState} from '@ntmjs/training';
import {Run, type RunConfig} from '@ntmjs/training/runs';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {startBackend} from './backend.js';

/** What the configuration of a run describes. */
export interface RunTask {
  /** The task of training. */
  readonly task: Task;
  /** The task to evaluate on: that of training, or the one that holds what training held out. */
  readonly evaluationTask: Task;
  /** The number of rows of the model's memory; undefined for a model without a memory. */
  readonly rows: number | undefined;
}

/** A run on disk with its task and its trained model. */
export interface OpenRun extends RunTask {
  readonly run: Run;
  /** The model of the last checkpoint. */
  readonly model: LayersModel;
  /** The state of training of the same checkpoint; absent before the first. */
  readonly state?: TrainState | undefined;
}

/**
 * Opens a run that has a checkpoint, and makes its backend the current one. The backend must be registered: import its
 * package, such as `@tensorflow/tfjs-backend-wasm`.
 *
 * @throws ArgumentError that names `run`, or the file and its field that are wrong
 */
export async function openRun(folder: string): Promise<OpenRun & {readonly state: TrainState}> {
  const run = await Run.open(folder);
  return {run, ...(await openTask(run)), ...(await run.load())};
}

/**
 * Creates the task of a run, and makes the run's backend the current one.
 *
 * @throws ArgumentError that names `run.json` and its field that is wrong
 */
export async function openTask({folder, config}: Run): Promise<RunTask> {
  const inFile = (name: string) => `${join(folder, 'run.json')}: ${name}`;
  return renameArguments(inFile, async () => {
    await startBackend(config.backend);
    const task = createTask(config.task.name, config.task.config);
    requireTrainingFor(task, config.training);
    return {task, evaluationTask: evaluationTaskOf(task), rows: memoryRows(config.model)};
  });
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
