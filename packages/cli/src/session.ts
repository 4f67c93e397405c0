import {access} from 'node:fs/promises';
import {join} from 'node:path';
import {ArgumentError, requireChoice, requireInteger} from '@ntmjs/arguments';
import {
  createModel,
  fittingTask,
  memoryRows,
  type Preset,
  presetFor,
  type SettingsName,
} from '@ntmjs/presets';
import {difficultiesOf, evaluationTaskOf, renaming, type Trial} from '@ntmjs/report';
import {openRun, requireTrainingFor, startBackend, versions} from '@ntmjs/report/runs';
import {createTask, type Task} from '@ntmjs/tasks';
import {createOptimizer, endReason, type TrainState} from '@ntmjs/training';
import {Run, type RunConfig} from '@ntmjs/training/runs';
import type {Optimizer} from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {backends} from './backend.js';
import {modelConfig, presetModel, trainingConfig} from './trainConfig.js';
import {optionFor, type TrainOptions, taskOptionFor, trainingOptions} from './trainOptions.js';

/** The seed of a run, unless it is given another. */
const DEFAULT_SEED = 1;

/** Everything that training and the evaluation after it work on. */
export interface Session {
  readonly run: Run;
  readonly task: Task;
  /** What the trained model is tried on: the task, with classes held out from training if it has such. */
  readonly evaluationTask: Task;
  readonly model: LayersModel;
  /** How many rows the model's memory has, if it has one. */
  readonly rows: number | undefined;
  readonly optimizer: Optimizer;
  /** Where what was not said is from, if the run is new. */
  readonly settings?: Preset['source'] | undefined;
  /** Where training stood, if the run goes on. */
  readonly state?: TrainState | undefined;
  /** What the trained model is tried on in the end. */
  readonly difficulties: readonly Trial['difficulty'][];
}

/**
 * A new run, from the command line: everything is checked before its folder is made.
 *
 * @throws ArgumentError that names the option that is wrong
 */
export async function beginRun(taskName: string | undefined, options: TrainOptions): Promise<Session> {
  if (taskName === undefined) throw new ArgumentError('task', 'given, unless --resume is', taskName);
  const preset = await renaming(optionFor, () =>
    presetFor(taskName, presetModel(options), options.settings as SettingsName),
  );
  const [task, evaluationTask] = await renaming(taskOptionFor, () => {
    const told = createTask(taskName, {...preset.task, ...options.taskOption});
    return [told, evaluationTaskOf(told)];
  });
  const difficulties = await difficultiesOf(evaluationTask, options.at);
  return renaming(optionFor, async () => {
    const seed = requireInteger('seed', options.seed ?? DEFAULT_SEED);
    const backend = requireChoice('backend', options.backend ?? backends[0], backends);
    const model = modelConfig(preset.model, options);
    const training = trainingConfig(fittingTask(preset.training, task), options);
    requireTrainingFor(task, training);
    await startBackend(backend);
    const optimizer = createOptimizer(training.optimizer);
    const network = createModel(model, task, seed);
    const config: RunConfig = {
      task: {name: task.name, config: {...task.config}},
      model: {...model},
      training,
      seed,
      backend,
    };
    const run = await Run.create(options.run ?? (await freeFolder(taskName)), config, versions());
    const rows = memoryRows(config.model);
    return {
      ...{run, task, evaluationTask, model: network, rows, optimizer, difficulties},
      settings: preset.source,
    };
  });
}

/**
 * A run that was stopped, brought to where it stood.
 *
 * @throws ArgumentError if it is at its end already, or if an option says anew how to train
 */
export async function resumeRun(
  folder: string,
  taskName: string | undefined,
  options: TrainOptions,
): Promise<Session> {
  for (const [option, value] of trainingOptions(options)) {
    throw new ArgumentError(option, 'omitted with --resume: a run goes on as it began', value);
  }
  const {run, ...session} = await openRun('--resume', folder);
  const {name} = session.task;
  if (taskName !== undefined && taskName !== name) {
    throw new ArgumentError('task', `${name}, or left out, to go on with ${folder}`, taskName);
  }
  const difficulties = await difficultiesOf(session.evaluationTask, options.at);
  const {training} = run.config;
  const optimizer = createOptimizer(training.optimizer);
  const state = await run.loadTraining(optimizer);
  const ended = endReason(state, training);
  if (ended !== undefined) {
    const how = ended === 'solved' ? 'is solved' : `has used up its ${training.sequences} sequences`;
    const expected = `a run to go on with; this one ${how} (to evaluate it: npx ntm eval ${folder})`;
    throw new ArgumentError('--resume', expected, folder);
  }
  await run.dropLogAfter(state.sequences);
  return {run, ...session, optimizer, state, difficulties};
}

/** The first of `runs/<task>-1`, `runs/<task>-2`, … that is not there yet. */
async function freeFolder(task: string): Promise<string> {
  for (let number = 1; ; number++) {
    const folder = join('runs', `${task}-${number}`);
    const taken = await access(folder).then(
      () => true,
      () => false,
    );
    if (!taken) return folder;
  }
}
