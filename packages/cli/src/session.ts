import {access} from 'node:fs/promises';
import {join} from 'node:path';
import {ArgumentError, renameArguments, requireChoice, requireInteger} from '@ntmjs/arguments';
import {
  createModel,
  fittingTraining,
  hasFixedRows,
  type ModelConfig,
  memoryRows,
  type Preset,
  presetFor,
} from '@ntmjs/presets';
import {accessModuleOf} from '@ntmjs/presets/modules';
import {
  type Difficulty,
  difficultiesOf,
  evaluationSettings,
  extremeSettings,
  type PlannedEvaluation,
  requireRows,
} from '@ntmjs/report';
import {
  loadTrained,
  type OpenRun,
  openTask,
  requireTrainingFor,
  startBackend,
  versions,
} from '@ntmjs/report/runs';
import {createTask, evaluationTaskOf, type Task} from '@ntmjs/tasks';
import {moduleOf} from '@ntmjs/tasks/modules';
import {createOptimizer, endReason, type TrainingMemory, trainingMemory} from '@ntmjs/training';
import {Run, type RunConfig, trainingOptions} from '@ntmjs/training/runs';
import type {Optimizer} from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {backends} from './backend.js';
import {renamed} from './options.js';
import {hasResults} from './resultFiles.js';
import {taskArgument} from './taskArgument.js';
import {modelConfig, ofLoop, presetModel, trainingConfig, withAccess} from './trainConfig.js';
import {
  DEFAULT_SEED,
  optionFor,
  optionsOfTraining,
  requireSettings,
  type TrainOptions,
  taskOptionFor,
} from './trainOptions.js';

/** Parts of the training of presets that do not fit every task and model. */
const presetParts = ['curriculum', 'memorySizes'] as const;

export type PresetPart = (typeof presetParts)[number];

/** A run to train, and what its training and evaluation need. */
export interface Session extends Omit<OpenRun, 'changedModules'> {
  readonly optimizer: Optimizer;
  /** What training takes. */
  readonly memory: TrainingMemory;
  /** The parts of the training of its preset that a new run leaves out, since its task or its model is another. */
  readonly leftOut?: readonly PresetPart[] | undefined;
  /** Where the preset of a new run is from. */
  readonly settings?: Preset['source'] | undefined;
  /** What happens after a number that is not finite, if not what the run's configuration says. */
  readonly onNaN?: string | undefined;
  /** What is evaluated after training. */
  readonly evaluations: readonly PlannedEvaluation[];
}

/** A model that does not begin as its preset and seed have it. */
export interface FirstModel {
  /** Its config, before the options change it. Defaults to that of the preset. */
  readonly config?: ModelConfig | undefined;
  /** Sets its first weights. */
  readonly prepare: (model: LayersModel) => void;
}

/**
 * Creates a run from the options of the command line. Everything is checked before its folder is made.
 *
 * @param first a model that begins otherwise
 * @throws ArgumentError that names the option that is wrong
 */
export async function beginRun(
  taskText: string | undefined,
  given: TrainOptions,
  first?: FirstModel,
): Promise<Session> {
  const options: TrainOptions = await withAccess(given);
  if (taskText === undefined) throw new ArgumentError('task', 'given without --resume', taskText);
  if (options.edited) throw new ArgumentError('--edited', 'omitted without --resume', true);
  const taskName = await taskArgument(taskText);
  const module = moduleOf(taskName);
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
    const model = modelConfig(first?.config ?? preset.model, options);
    const training = trainingConfig(fittingTraining(preset, task, model), options);
    requireTrainingFor(task, training);
    await startBackend(backend);
    const optimizer = createOptimizer(training.optimizer);
    const network = createModel(model, task, seed);
    first?.prepare(network);
    const rows = memoryRows({...model});
    const evaluations = evaluationsOf(difficulties, {model: {...model}, training}, evaluationTask, options);
    await renameArguments(
      () => '--at',
      () =>
        requireRows(
          network,
          evaluations.flatMap(({settings}) => settings.filter((setting) => setting.rows !== rows)),
        ),
    );
    const memory = await trainingMemory({...ofLoop(training), model: network, task, optimizer});
    const accessModule = accessModuleOf(model.architecture);
    const config: RunConfig = {
      task: {name: task.name, config: {...task.config}, ...(module && {module})},
      model: {...model},
      ...(accessModule && {accessModule}),
      training,
      seed,
      backend,
    };
    const run = await createRun(taskName, options.run, config);
    return {
      ...{run, task, evaluationTask, model: network, rows, optimizer, memory, evaluations},
      settings: preset.source,
      leftOut: presetParts.filter(
        (part) => preset.training[part] !== undefined && training[part] === undefined,
      ),
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
  taskText: string | undefined,
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
      return await resumeLocked(run, taskText, options);
    } catch (error) {
      await run.close();
      throw error;
    }
  });
}

async function resumeLocked(run: Run, taskText: string | undefined, options: TrainOptions): Promise<Session> {
  const {folder} = run;
  const {task, evaluationTask, rows, changedModules} = await openTask(run);
  if (taskText !== undefined) {
    const isBuiltIn = run.config.task.module === undefined;
    const meant = isBuiltIn ? taskText : await taskArgument(taskText);
    if (meant !== task.name) {
      throw new ArgumentError('task', `${task.name}, or omitted, to resume ${folder}`, taskText);
    }
  }
  if (changedModules.length > 0 && !options.edited) {
    const expected = `a run whose task and access are as they were; ${changedModules.join(', ')} has changed since (with --edited, training goes on with it as it is)`;
    throw new ArgumentError('--resume', expected, folder);
  }
  const difficulties = await renamed(() => difficultiesOf(evaluationTask, options.at, options.episodes));
  const evaluations = evaluationsOf(difficulties, run.config, evaluationTask, options);
  if (options.sequences !== undefined) {
    await renameArguments(
      () => '--sequences',
      () => run.prolong(options.sequences!),
    );
  }
  const {model: config, training, seed} = run.config;
  const optimizer = createOptimizer(training.optimizer);
  const onNaN = options.onNan && requireChoice('--on-nan', options.onNan, trainingOptions.onNaN.choices);
  const session = {run, task, evaluationTask, rows, optimizer, evaluations, onNaN};
  if (await run.isNew()) {
    const model = createModel(config as ModelConfig, task, seed);
    return {...session, model, memory: await trainingMemory({...ofLoop(training), model, task, optimizer})};
  }
  const {model, state} = await loadTrained(run, task, optimizer);
  const ended = endReason(state, training);
  if (ended !== undefined && (await hasResults(session.run, session.rows))) {
    const how =
      ended === 'solved' ? 'is solved' : `has used its ${training.sequences} sequences (more: --sequences)`;
    const expected = `a run that can be resumed; this one ${how} (to evaluate it: npx ntm eval ${folder})`;
    throw new ArgumentError('--resume', expected, folder);
  }
  await run.dropLogAfter(state.sequences);
  const memory = await trainingMemory({...ofLoop(training), model, task, optimizer});
  return {...session, model, memory, state};
}

/** The part of the episodes that an extreme setting is evaluated on: each is far longer than the others. */
const EXTREME_PART = 5;

/**
 * What is evaluated after training: the difficulties and, if these are those of the task and the model is compiled, also the extreme
 * settings.
 */
function evaluationsOf(
  difficulties: readonly Difficulty[],
  {model, training}: Pick<RunConfig, 'model' | 'training'>,
  task: Task,
  {at, episodes}: TrainOptions,
): PlannedEvaluation[] {
  const rows = memoryRows(model);
  const isPossible = (setting: {rows?: number | undefined}) => setting.rows === rows || !hasFixedRows(model);
  const planned = [{settings: evaluationSettings(difficulties, rows).filter(isPossible), episodes}];
  if (at !== undefined || training.compile === 'never') return planned;
  return [...planned, {settings: extremeSettings(task, model), episodes: Math.ceil(episodes / EXTREME_PART)}];
}

/** Creates a run in a folder, by default the first of `runs/<task>-1`, `runs/<task>-2`, … that does not exist. */
async function createRun(task: string, folder: string | undefined, config: RunConfig): Promise<Run> {
  if (folder !== undefined) return Run.create(folder, config, await versions());
  for (let number = 1; ; number++) {
    const free = join('runs', `${task}-${number}`);
    if (await isThere(free)) continue;
    try {
      return await Run.create(free, config, await versions());
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
