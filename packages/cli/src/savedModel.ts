import {ArgumentError, renameArguments} from '@ntmjs/arguments';
import {type ModelConfig, memoryRows} from '@ntmjs/presets';
import {
  openWeights,
  type SavedWeights,
  savedModelOf,
  setFirstWeights,
  type WeightsFile,
} from '@ntmjs/report/runs';
import {type FirstModel, startChosen} from './session.js';
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
  const {architecture, controller, heads} = saved.model as {
    architecture: string;
    controller?: {type?: string};
    heads?: readonly string[];
  };
  if ((options.architecture ?? architecture) !== architecture) {
    throw new ArgumentError(
      '--architecture',
      `${architecture}, as ${name} says, or omitted`,
      options.architecture,
    );
  }
  const {heads: given} = options;
  if (given !== undefined && heads !== undefined && given.join() !== heads.join()) {
    const why = 'weights belong to heads by their order';
    throw new ArgumentError(
      '--heads',
      `${heads.join(',')}, as ${name} says, or omitted: ${why}`,
      given.join(),
    );
  }
  return {...options, architecture, ...(controller?.type && {controller: controller.type}), taskOption};
}

/**
 * What `describeRun` and `beginRun` take for a run whose first weights are those of another run or of a saved model.
 *
 * @param then is called while the saved model is loaded
 * @throws ArgumentError that names the option that is wrong, or the weight that does not fit
 */
export async function withSaved<T>(
  from: string,
  taskText: string | undefined,
  options: TrainOptions,
  then: (task: string, options: TrainOptions, first: FirstModel) => Promise<T>,
): Promise<T> {
  await startChosen(options);
  const weights = await named(() => openWeights(from));
  try {
    const saved = await savedModelOf(weights);
    const task = await taskArgument(taskText ?? taskOf(from, saved.task));
    return await then(task, optionsOfSaved(from, saved, task, options), firstModel(weights, saved.model));
  } finally {
    weights.model.dispose();
  }
}

function named<T>(work: () => Promise<T>): Promise<T> {
  return renameArguments((argument) => (argument === 'from' ? '--from' : argument), work);
}

/** The task of the run whose weights are taken; a module of one is loaded only if the command names it. */
function taskOf(from: string, task: Saved['task']): string {
  if (task !== undefined && task.module === undefined) return task.name;
  const why = task === undefined ? 'which is no run' : `whose task is from ${task.module!.path}`;
  throw new ArgumentError('task', `given with --from ${from}, ${why}`, undefined);
}

/** The model that begins with saved weights, as the run keeps it. */
function firstModel(weights: SavedWeights, saved: ModelConfig): FirstModel {
  const {path, sha256} = weights;
  return {
    config: saved,
    from: {path, sha256},
    prepare: (model, config) =>
      setFirstWeights(model, weights, {of: memoryRows(config), saved: memoryRows({...saved})}),
  };
}
