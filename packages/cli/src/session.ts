import {access} from 'node:fs/promises';
import {join} from 'node:path';
import {ArgumentError, renameArguments, requireChoice, requireInteger} from '@ntmjs/arguments';
import {createModel, fittingTask, type ModelConfig, memoryRows, type Preset, presetFor} from '@ntmjs/presets';
import {type Difficulty, difficultiesOf, evaluationSettings, requireRows} from '@ntmjs/report';
import {
  loadTrained,
  type OpenRun,
  openTask,
  requireTrainingFor,
  startBackend,
  versions,
} from '@ntmjs/report/runs';
import {createTask, evaluationTaskOf} from '@ntmjs/tasks';
import {createOptimizer, endReason, type TrainingMemory, trainingMemory} from '@ntmjs/training';
import {Run, type RunConfig, trainingOptions} from '@ntmjs/training/runs';
import type {Optimizer} from '@tensorflow/tfjs-core';
import {backends} from './backend.js';
import {renamed} from './options.js';
import {hasResults} from './resultFiles.js';
import {modelConfig, ofLoop, presetModel, trainingConfig} from './trainConfig.js';
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
  /** What training takes. */
  readonly memory: TrainingMemory;
  /** Where the preset of a new run is from. */
  readonly settings?: Preset['source'] | undefined;
  /** What happens after a number that is not finite, if not what the run's configuration says. */
  readonly onNaN?: string | undefined;
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
  if (options.edited) throw new ArgumentError('--edited', 'omitted without --resume', true);
  const preset = await renameArguments(optionFor, () =>
    presetFor(taskName, presetModel(options), requireSettings(options.settings)),
  );
  const [task, evaluationTask] = await renameArguments(taskOptionFor, () => {
    const task = createTask(taskName, {...preset.task, ...options.taskOption});
    return [task, evaluationTaskOf(task)];
  });
  const difficulties = await renamed(() => difficultiesOf(evaluationTask, options.at, options.episodes));
  return renameArguments(optionFor, async () => {
    const seed = requireInteger('seed', options.seed ?? DEFAULT_SEED);
    const backend = requireChoice('backend', options.backend ?? backends[0], backends);
    const model = modelConfig(preset.model, options);
    const training = trainingConfig(fittingTask(preset.training, task), options);
    requireTrainingFor(task, training);
    await startBackend(backend);
    const optimizer = createOptimizer(training.optimizer);
    const network = createModel(model, task, seed);
    const rows = memoryRows({...model});
    await renameArguments(
      () => '--at',
      () => requireRows(network, evaluationSettings(difficulties, rows)),
    );
    const memory = await trainingMemory({...ofLoop(training), model: network, task, optimizer});
    const config: RunConfig = {
      task: {name: task.name, config: {...task.config}},
      model: {...model},
      training,
      seed,
      backend,
    };
    const run = await createRun(taskName, options.run, config);
    return {
      ...{run, task, evaluationTask, model: network, rows, optimizer, memory, difficulties},
      settings: preset.source,
    };
  });
}

/**
 * Opens a run that was stopped, in the state of its last checkpoint, or before its first step if it has none yet. The run is locked.
 *
 * @throws ArgumentError if nothing of the run is missing, another process writes it, or an option would change its training
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
  return renameArguments(asOption, async () => {
    const run = await Run.open(folder, {edited: options.edited});
    await run.lock();
    try {
      return await resumeLocked(run, taskName, options);
    } catch (error) {
      await run.close();
      throw error;
    }
  });
}

async function resumeLocked(run: Run, taskName: string | undefined, options: TrainOptions): Promise<Session> {
  const {folder} = run;
  const {task, evaluationTask, rows} = await openTask(run);
  if (taskName !== undefined && taskName !== task.name) {
    throw new ArgumentError('task', `${task.name}, or omitted, to resume ${folder}`, taskName);
  }
  const difficulties = await renamed(() => difficultiesOf(evaluationTask, options.at, options.episodes));
  const {model: config, training, seed} = run.config;
  const optimizer = createOptimizer(training.optimizer);
  const onNaN = options.onNan && requireChoice('--on-nan', options.onNan, trainingOptions.onNaN.choices);
  const session = {run, task, evaluationTask, rows, optimizer, difficulties, onNaN};
  if (await run.isNew()) {
    const model = createModel(config as ModelConfig, task, seed);
    return {...session, model, memory: await trainingMemory({...ofLoop(training), model, task, optimizer})};
  }
  const {model, state} = await loadTrained(run, task, optimizer);
  const ended = endReason(state, training);
  if (ended !== undefined && (await hasResults(session.run, session.rows))) {
    const how = ended === 'solved' ? 'is solved' : `has used its ${training.sequences} sequences`;
    const expected = `a run that can be resumed; this one ${how} (to evaluate it: npx ntm eval ${folder})`;
    throw new ArgumentError('--resume', expected, folder);
  }
  await run.dropLogAfter(state.sequences);
  const memory = await trainingMemory({...ofLoop(training), model, task, optimizer});
  return {...session, model, memory, state};
}

/** Creates a run in a folder, by default the first of `runs/<task>-1`, `runs/<task>-2`, … that does not exist. */
async function createRun(task: string, folder: string | undefined, config: RunConfig): Promise<Run> {
  if (folder !== undefined) return Run.create(folder, config, versions());
  for (let number = 1; ; number++) {
    const free = join('runs', `${task}-${number}`);
    if (await isThere(free)) continue;
    try {
      return await Run.create(free, config, versions());
    } catch (error) {
      // Another process may have taken it meanwhile.
      if (!(error instanceof ArgumentError && (await isThere(free)))) throw error;
    }
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
