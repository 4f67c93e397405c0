import {isAbsolute, join, relative} from 'node:path';
import {
  ArgumentError,
  renameArguments,
  requireChoice,
  requireInstance,
  requireObject,
} from '@ntmjs/arguments';
import {memoryRows, requireModelOf} from '@ntmjs/presets';
import {accessModuleOf, loadAccessModule} from '@ntmjs/presets/modules';
import {createTask, evaluationTaskOf, requireTask, type Task} from '@ntmjs/tasks';
import {loadTaskModule, moduleOf, type UserModule} from '@ntmjs/tasks/modules';
import {createCurriculum, type TrainState} from '@ntmjs/training';
import {type OpenRunArgs, Run, type RunConfig} from '@ntmjs/training/runs';
import type {Optimizer} from '@tensorflow/tfjs-core';
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
  /** The paths of the modules that the task and the access are from, whose files are not what they were when the run began. */
  readonly changedModules: readonly string[];
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
 * @param args as for `Run.open`
 * @throws ArgumentError that names `run`, or the file and its field that are wrong; a model that is not the one in `run.json`, too
 */
export async function openRun(
  folder: string,
  args: OpenRunArgs = {},
): Promise<OpenRun & {readonly state: TrainState}> {
  const run = await Run.open(folder, args);
  const opened = await openTask(run);
  return {run, ...opened, ...(await loadTrained(run, opened.task))};
}

/**
 * Loads the model and the state of training of a run's last checkpoint.
 *
 * @param task of the run
 * @param optimizer gets its state of that checkpoint, if given
 * @throws ArgumentError as `Run.load` does, or if the model is not the one in `run.json`; it names the field
 */
export async function loadTrained(
  run: Run,
  task: Task,
  optimizer?: Optimizer,
): Promise<{readonly model: LayersModel; readonly state: TrainState}> {
  requireRun(run);
  requireTask('task', task);
  const loaded = await run.load(optimizer);
  const names = {config: `${join(run.folder, 'run.json')}: config.model`, model: 'the model of the run'};
  try {
    requireModelOf(run.config.model, task, loaded.model, names);
    return loaded;
  } catch (error) {
    loaded.model.dispose();
    throw error;
  }
}

/**
 * Creates the task of a run, and makes the run's backend the current one. If the task or the memory access is from a module of the user's,
 * loads that: its code runs. It must be in the working directory or below, but not in the folder of the run.
 *
 * @throws ArgumentError that names `run.json` and its field that is wrong
 */
export async function openTask(run: Run): Promise<RunTask> {
  const {folder, config} = requireRun(run);
  const inFile = (name: string) => `${join(folder, 'run.json')}: ${name}`;
  return renameArguments(inFile, async () => {
    await startBackend(config.backend);
    const changedModules = await loadModulesOf(run);
    const task = createTask(config.task.name, config.task.config);
    requireTrainingFor(task, config.training);
    return {task, evaluationTask: evaluationTaskOf(task), rows: memoryRows(config.model), changedModules};
  });
}

/**
 * Loads the modules that the task and the access of a run are from.
 *
 * @param parts which of them
 * @returns the paths of those that have changed
 */
export async function loadModulesOf(
  {folder, config}: Run,
  parts: readonly ('task' | 'access')[] = ['task', 'access'],
): Promise<string[]> {
  const {task, model, accessModule} = config;
  const ofTask: OwnModule = {
    ...{field: 'config.task.module', saved: task.module, name: task.name, nameField: 'config.task.name'},
    ...{argument: 'task', load: loadTaskModule, moduleOf},
  };
  const ofAccess: OwnModule = {
    ...{field: 'config.accessModule', saved: accessModule, name: model.architecture},
    ...{
      nameField: 'config.model.architecture',
      argument: 'access',
      load: loadAccessModule,
      moduleOf: accessModuleOf,
    },
  };
  const changed: string[] = [];
  for (const each of [ofTask, ofAccess].filter(({argument}) => parts.includes(argument))) {
    if (each.saved !== undefined && (await loadChanged(folder, each.saved, each)))
      changed.push(each.saved.path);
  }
  return changed;
}

/** What a run has from a module of the user's. */
interface OwnModule {
  /** The field of `run.json` with the module, and what that holds. */
  readonly field: string;
  readonly saved: UserModule | undefined;
  /** The field of `run.json` with the name of what the module exports, and that name. */
  readonly nameField: string;
  readonly name: unknown;
  /** How errors of `load` name the module. */
  readonly argument: 'task' | 'access';
  readonly load: (path: string) => Promise<string>;
  readonly moduleOf: (name: string) => UserModule | undefined;
}

/** Loads a module; returns whether it has changed since the run began. */
async function loadChanged(folder: string, saved: UserModule, own: OwnModule): Promise<boolean> {
  const {path, sha256} = saved;
  const pathField = `${own.field}.path`;
  const inRun = relative(folder, path);
  if (!inRun.startsWith('..') && !isAbsolute(inRun)) {
    throw new ArgumentError(pathField, 'a module outside of the run: none is loaded from its folder', path);
  }
  const found = await renameArguments(
    (argument) => (argument === own.argument ? pathField : argument),
    () => own.load(path),
  );
  if (found !== own.name) throw new ArgumentError(own.nameField, `${found}, as in ${path}`, own.name);
  return own.moduleOf(found)?.sha256 !== sha256;
}

/**
 * Checks the parts of a training configuration that depend on the task.
 *
 * @throws ArgumentError if the task has no such metric, part of the difficulty, or difficulty
 */
export function requireTrainingFor(task: Task, training: RunConfig['training']): void {
  requireTask('task', task);
  const {solved, curriculum, keepBest} = requireObject('training', training, 'the training of a run');
  const metrics = task.metrics.map(({name}) => name);
  if (solved !== undefined) requireChoice('solved.metric', solved.metric, metrics);
  if (keepBest !== undefined) requireChoice('keepBest', keepBest, metrics);
  if (curriculum !== undefined) createCurriculum(curriculum, task);
}

/** Returns a value if it is a run; throws an `ArgumentError` otherwise. */
export function requireRun(run: Run): Run {
  return requireInstance('run', run, Run, 'a Run');
}
