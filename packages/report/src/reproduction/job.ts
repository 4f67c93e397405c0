import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {isPaperModel, type ModelName, modelNames, presetFor, type SettingsName} from '@ntmjs/presets';
import {createTask, type TaskConfig} from '@ntmjs/tasks';
import {grouped} from '../statistics/statistics.js';

/** One run of a reproduction. */
export interface Job {
  readonly task: string;
  /** All options of the task. */
  readonly taskConfig: TaskConfig;
  /** Those of them that are not as in the settings of the model on the task. */
  readonly taskOptions: TaskConfig;
  readonly model: ModelName;
  readonly settings: SettingsName;
  readonly seed: number;
}

/** Why a run could not be trained or evaluated. */
export interface Failure extends Job {
  readonly reason: string;
}

/** What a reproduction is to run. */
export interface JobArgs {
  readonly tasks: readonly string[];
  /** Options of the tasks, for all models; as in the settings of each unless given. */
  readonly taskOptions?: TaskConfig | undefined;
  readonly models: readonly ModelName[];
  readonly settings: SettingsName;
  /** How many seeds: 1, 2, … */
  readonly seeds: number;
}

/**
 * A run on a task with options.
 *
 * @throws ArgumentError if there is no such task, it has no such options, or there are no such settings
 */
export function jobOf({taskOptions, ...job}: Omit<Job, 'taskConfig'>): Job {
  const {task: usual} = presetFor(job.task, job.model, job.settings);
  const {config: taskConfig} = createTask(job.task, {...usual, ...taskOptions});
  const usualConfig = createTask(job.task, usual).config;
  const others = Object.entries(taskConfig).filter(([name, value]) => usualConfig[name] !== value);
  return {...job, taskConfig, taskOptions: Object.fromEntries(others)};
}

/**
 * The runs in the order in which they are begun: of each turn a seed of every model before the next seed. A model without
 * settings of its own on a task is trained with the options of the task that each model with such has, beside it.
 *
 * @throws ArgumentError if a run cannot be as it is told
 */
export function jobsOf({tasks, taskOptions = {}, models, settings, seeds}: JobArgs): Job[] {
  const all = Array.from({length: seeds}, (_, index) => index + 1).flatMap((seed) =>
    tasks.flatMap((task) => {
      const jobs = models.map((model) => jobOf({task, taskOptions, model, settings, seed}));
      const own = jobs.filter((job) => !isGeneral(job));
      const configs = grouped(own, ({taskConfig}) => JSON.stringify(taskConfig));
      return jobs.flatMap((job) => {
        if (!isGeneral(job) || own.length === 0) return [job];
        return [...configs.values()].map(([{taskConfig}]) => jobOf({...job, taskOptions: taskConfig}));
      });
    }),
  );
  return all.toSorted((one, other) => turnOf(one) - turnOf(other));
}

/**
 * When a model is trained: first those with settings of their own on the task, then those with general ones, last the LSTM
 * without a memory. The later ones are there to compare the earlier ones with.
 */
function turnOf(job: Job): number {
  if (job.model === 'lstm') return 2;
  return isGeneral(job) ? 1 : 0;
}

/** Whether a model has no settings of its own on the task. */
function isGeneral({task, model, settings}: Job): boolean {
  return presetFor(task, model, settings).source === 'general';
}

/** Whether the other run says for how long this one is trained: it is of an earlier turn on the very same task. */
export function isRival(job: Job, other: Job): boolean {
  return (
    other.task === job.task &&
    other.settings === job.settings &&
    isDeepStrictEqual(other.taskConfig, job.taskConfig) &&
    turnOf(other) < turnOf(job)
  );
}

/** The rivals that a run can have, whether or not they are trained. */
export function rivalsOf(job: Job): Job[] {
  const {taskConfig: taskOptions, settings} = job;
  return modelNames
    .filter((model) => settings !== 'paper' || isPaperModel(model))
    .map((model) => jobOf({...job, model, taskOptions}))
    .filter((other) => isRival(job, other));
}

/** Where a run of a reproduction is kept. */
export function jobFolder(folder: string, {task, model, taskOptions, settings, seed}: Job): string {
  const options = Object.entries(taskOptions).map(([name, value]) => `${name}=${value}`);
  const paper = settings === 'paper' ? ['paper'] : [];
  return join(folder, [task, model, ...options, ...paper, seed].join('-'));
}
