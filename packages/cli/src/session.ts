import {ArgumentError, renameArguments, requireChoice, requireInteger} from '@ntmjs/arguments';
import {
  createModel,
  fittingTraining,
  type ModelConfig,
  memoryRows,
  type Preset,
  presetFor,
} from '@ntmjs/presets';
import {accessModuleOf} from '@ntmjs/presets/modules';
import {type PlannedEvaluation, requireRows, trainingPlan} from '@ntmjs/report';
import {createRun, type OpenRun, requireTrainingFor, startBackend} from '@ntmjs/report/runs';
import {createTask, evaluationTaskOf, type Task} from '@ntmjs/tasks';
import {moduleOf} from '@ntmjs/tasks/modules';
import {createOptimizer, type TrainingMemory, trainingMemory} from '@ntmjs/training';
import type {RunConfig} from '@ntmjs/training/runs';
import type {Optimizer} from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {backends} from './backend.js';
import {renamed} from './options.js';
import {taskArgument} from './taskArgument.js';
import {modelConfig, ofLoop, presetModel, trainingConfig, withAccess} from './trainConfig.js';
import {DEFAULT_SEED, optionFor, requireSettings, type TrainOptions, taskOptionFor} from './trainOptions.js';

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
  /** Sets its first weights; its config is what that of the preset became. */
  readonly prepare: (model: LayersModel, config: Readonly<Record<string, unknown>>) => void;
  /** What they are from, as the run keeps it. */
  readonly from?: RunConfig['from'];
}

/** The name of the backend that the options choose. */
function backendOf({backend = backends[0]}: TrainOptions): string {
  return requireChoice('--backend', backend, backends);
}

/** Makes the backend of the options the current one. */
export async function startChosen(options: TrainOptions): Promise<void> {
  await startBackend(backendOf(options));
}

/** What the options of the command line say of a run. */
export interface DescribedRun {
  readonly config: RunConfig;
  readonly task: Task;
  readonly evaluationTask: Task;
  /** Where its preset is from. */
  readonly settings: Preset['source'];
  readonly leftOut: readonly PresetPart[];
}

/**
 * The configuration of a run from the options of the command line.
 *
 * @param first a model that begins otherwise
 * @throws ArgumentError that names the option that is wrong
 */
export async function describeRun(
  taskText: string | undefined,
  given: TrainOptions,
  first?: FirstModel,
): Promise<DescribedRun> {
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
  return renameArguments(optionFor, () => {
    const seed = requireInteger('seed', options.seed ?? DEFAULT_SEED);
    const model = modelConfig(first?.config ?? preset.model, options);
    const training = trainingConfig(fittingTraining(preset, task, model), options);
    requireTrainingFor(task, training);
    const accessModule = accessModuleOf(model.architecture);
    const config: RunConfig = {
      task: {name: task.name, config: {...task.config}, ...(module && {module})},
      model: {...model},
      ...(accessModule && {accessModule}),
      ...(first?.from && {from: first.from}),
      training,
      seed,
      backend: backendOf(options),
    };
    const leftOut = presetParts.filter(
      (part) => preset.training[part] !== undefined && training[part] === undefined,
    );
    return {config, task, evaluationTask, settings: preset.source, leftOut};
  });
}

/**
 * Creates a run from the options of the command line. Everything is checked before its folder is made.
 *
 * @throws ArgumentError as `describeRun` does
 */
export async function beginRun(
  taskText: string | undefined,
  options: TrainOptions,
  first?: FirstModel,
): Promise<Session> {
  const described = await describeRun(taskText, options, first);
  const {config, task, evaluationTask} = described;
  const {model, training, seed} = config;
  return renameArguments(optionFor, async () => {
    await startChosen(options);
    const optimizer = createOptimizer(training.optimizer);
    const network = createModel(model as unknown as ModelConfig, task, seed);
    first?.prepare(network, model);
    const rows = memoryRows(model);
    const {at: ranges, episodes} = options;
    const evaluations = await renamed(() => trainingPlan(evaluationTask, config, {ranges, episodes}));
    await renameArguments(
      () => '--at',
      () =>
        requireRows(
          network,
          evaluations.flatMap(({settings}) => settings.filter((setting) => setting.rows !== rows)),
        ),
    );
    const memory = await trainingMemory({...ofLoop(training), model: network, task, optimizer});
    const run = await createRun(config, {folder: options.run, runs: options.runs});
    const {settings, leftOut} = described;
    return {
      run,
      task,
      evaluationTask,
      model: network,
      rows,
      optimizer,
      memory,
      evaluations,
      settings,
      leftOut,
    };
  });
}
