import {access} from 'node:fs/promises';
import {join} from 'node:path';
import {ArgumentError, renameArguments, requireChoice, requireInteger} from '@ntmjs/arguments';
import {createModel, fittingTask, memoryRows, type Preset, presetFor} from '@ntmjs/presets';
import {type Difficulty, difficultiesOf} from '@ntmjs/report';
import {type OpenRun, openRun, requireTrainingFor, startBackend, versions} from '@ntmjs/report/runs';
import {createTask, evaluationTaskOf} from '@ntmjs/tasks';
import {createOptimizer, endReason, type TrainState} from '@ntmjs/training';
import {Run, type RunConfig} from '@ntmjs/training/runs';
import type {Optimizer} from '@tensorflow/tfjs-core';
import {backends} from './backend.js';
import {renamed} from './options.js';
import {modelConfig, presetModel, trainingConfig} from './trainConfig.js';
import {
  DEFAULT_SEED,
  optionFor,
  optionsOfTraining,
  requireSettings,
  type TrainOptions,
  taskOptionFor,
} from './trainOptions.js';

/** A run to train, and what its training and evaluation need. */
export interface Session extends OpenRun {
  readonly optimizer: Optimizer;
  /** Where the preset of a new run is from. */
  readonly settings?: Preset['source'] | undefined;
  /** The state of training, if the run is resumed. */
  readonly state?: TrainState | undefined;
  /** The difficulties to evaluate at after training. */
  readonly difficulties: readonly Difficulty[];
}

/**
 * Creates a run from the options of the command line. Everything is checked before its folder is made.
 *
 * @throws ArgumentError that names the option that is wrong
 */
export async function beginRun(taskName: string | undefined, options: TrainOptions): Promise<Session> {
  if (taskName === undefined) throw new ArgumentError('task', 'given without --resume', taskName);
  const preset = await renameArguments(optionFor, () =>
    presetFor(taskName, presetModel(options), requireSettings(options.settings)),
  );
  const [task, evaluationTask] = await renameArguments(taskOptionFor, () => {
    const task = createTask(taskName, {...preset.task, ...options.taskOption});
    return [task, evaluationTaskOf(task)];
  });
  const difficulties = await renamed(() => difficultiesOf(evaluationTask, options.at));
  return renameArguments(optionFor, async () => {
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
    return {
      ...{run, task, evaluationTask, model: network, rows: memoryRows(config.model), optimizer, difficulties},
      settings: preset.source,
    };
  });
}

/**
 * Opens a run that was stopped, in the state of its last checkpoint.
 *
 * @throws ArgumentError if the run is at its end, or an option would change its training
 */
export async function resumeRun(
  folder: string,
  taskName: string | undefined,
  options: TrainOptions,
): Promise<Session> {
  for (const [option, value] of optionsOfTraining(options)) {
    throw new ArgumentError(option, 'omitted with --resume: a run keeps its configuration', value);
  }
  const asOption = (name: string) => (name === 'run' ? '--resume' : name);
  const {run, ...session} = await renameArguments(asOption, () => openRun(folder));
  const {name} = session.task;
  if (taskName !== undefined && taskName !== name) {
    throw new ArgumentError('task', `${name}, or omitted, to resume ${folder}`, taskName);
  }
  const difficulties = await renamed(() => difficultiesOf(session.evaluationTask, options.at));
  const {training} = run.config;
  const optimizer = createOptimizer(training.optimizer);
  const state = await run.loadTraining(optimizer);
  const ended = endReason(state, training);
  if (ended !== undefined) {
    const how = ended === 'solved' ? 'is solved' : `has used its ${training.sequences} sequences`;
    const expected = `a run that can be resumed; this one ${how} (to evaluate it: npx ntm eval ${folder})`;
    throw new ArgumentError('--resume', expected, folder);
  }
  await run.dropLogAfter(state.sequences);
  return {run, ...session, optimizer, state, difficulties};
}

/** The first of `runs/<task>-1`, `runs/<task>-2`, … that does not exist. */
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
