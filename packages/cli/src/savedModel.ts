import {ArgumentError, renameArguments} from '@ntmjs/arguments';
import {exportWeights, weightsConfig} from '@ntmjs/interchange';
import {type ModelConfig, memoryRows} from '@ntmjs/presets';
import {modelOf, openWeights, type SavedWeights, setFirstWeights, type WeightsFile} from '@ntmjs/report/runs';
import type {RunConfig} from '@ntmjs/training/runs';
import {beginRun, type FirstModel, type Session, startChosen} from './session.js';
import {taskArgument} from './taskArgument.js';
import type {TrainOptions} from './trainOptions.js';

/** What is known of a saved model: what it was trained on, and its config. */
type Saved = Pick<WeightsFile, 'task' | 'model'>;

/**
 * The options with which a run of a saved model begins: what is known of it, changed by those of the command line.
 *
 * @param name of what it is saved in, for errors
 * @param task of the new run
 */
export function optionsOfSaved<Options extends Partial<TrainOptions>>(
  name: string,
  saved: Saved,
  task: string,
  options: Options,
): Options {
  const taskOption = {...(task === saved.task?.name && saved.task.config), ...options.taskOption};
  if (saved.model === undefined) return {...options, taskOption};
  const {architecture, controller} = saved.model as {architecture: string; controller?: {type?: string}};
  if ((options.architecture ?? architecture) !== architecture) {
    throw new ArgumentError(
      '--architecture',
      `${architecture}, as ${name} says, or omitted`,
      options.architecture,
    );
  }
  return {...options, architecture, ...(controller?.type && {controller: controller.type}), taskOption};
}

/**
 * Creates a run whose first weights are those of another run or of a saved model.
 *
 * @throws ArgumentError that names the option that is wrong, or the weight that does not fit
 */
export async function beginFrom(
  from: string,
  taskText: string | undefined,
  options: TrainOptions,
): Promise<Session> {
  await startChosen(options);
  const weights = await named(() => openWeights(from));
  try {
    const saved = await savedIn(weights);
    const task = await taskArgument(taskText ?? taskOf(from, saved.task));
    return await beginRun(task, optionsOfSaved(from, saved, task, options), firstModel(weights, saved.model));
  } finally {
    weights.model.dispose();
  }
}

/** The first weights of a run that began with those of another, and has no checkpoint yet. */
export async function setSavedWeights(
  {from, model: config}: RunConfig,
  model: Session['model'],
): Promise<void> {
  if (from === undefined) return;
  const weights = await named(() => openWeights(from.path));
  try {
    if (weights.sha256 !== from.sha256) {
      const expected = `a run whose first weights, those of ${from.path}, are as they were`;
      throw new ArgumentError('--resume', expected, weights.sha256);
    }
    firstModel(weights, (await savedIn(weights)).model).prepare(model, config);
  } finally {
    weights.model.dispose();
  }
}

function named<T>(work: () => Promise<T>): Promise<T> {
  return renameArguments((argument) => (argument === 'from' ? '--from' : argument), work);
}

async function savedIn({path, model, run}: SavedWeights): Promise<Saved & {readonly model: ModelConfig}> {
  if (run !== undefined) return {task: run.config.task, model: run.config.model as unknown as ModelConfig};
  return {model: (await modelOf(path, weightsConfig(exportWeights(model))))!};
}

/** The task of the run whose weights are taken; a module of one is loaded only if the command names it. */
function taskOf(from: string, task: Saved['task']): string {
  if (task !== undefined && task.module === undefined) return task.name;
  const why = task === undefined ? 'which is no run' : `whose task is from ${task.module!.path}`;
  throw new ArgumentError('task', `given with --from ${from}, ${why}`, undefined);
}

function firstModel(weights: SavedWeights, saved: ModelConfig) {
  const {path, sha256} = weights;
  return {
    config: saved,
    from: {path, sha256},
    prepare(model, config) {
      const rows = {of: memoryRows(config), saved: memoryRows({...saved})};
      setFirstWeights(model, weights, rows);
    },
  } satisfies FirstModel;
}
