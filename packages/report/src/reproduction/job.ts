import {isDeepStrictEqual} from 'node:util';
import {requireInteger, requireKeys, requireList, requireObject} from '@ntmjs/arguments';
import {isPaperModel, type ModelName, modelNames, presetFor, type SettingsName} from '@ntmjs/presets';
import {createTask, type TaskConfig} from '@ntmjs/tasks';
import {grouped} from '../statistics/statistics.js';
import {BASELINE, reportModels, reportSeeds} from './reportPlan.js';

/** One run of a reproduction. */
export interface Job {
  readonly task: string;
  /** All options of the task. */
  readonly taskConfig: TaskConfig;
  /** Those options that differ from the preset of the model on the task. */
  readonly taskOptions: TaskConfig;
  readonly model: ModelName;
  readonly settings: SettingsName;
  readonly seed: number;
}

/** A run that failed, with the reason. */
export interface Failure extends Job {
  readonly reason: string;
}

/** The runs of a reproduction. */
export interface JobArgs {
  readonly tasks: readonly string[];
  /** Options of the tasks for all models; default to those of each preset. */
  readonly taskOptions?: TaskConfig | undefined;
  /** Defaults to those of a report, which depend on the task. */
  readonly models?: readonly ModelName[] | undefined;
  readonly settings: SettingsName;
  /** The number of seeds: 1, 2, …; at most 1000. Defaults to that of a report, which depends on the task and the model. */
  readonly seeds?: number | undefined;
}

/** The number of seeds: every run of each is an entry of the list. */
const seedBounds = {min: 1, max: 1000};

/**
 * A run on a task with options.
 *
 * @throws ArgumentError if there is no such task, option or preset
 */
export function jobOf(args: Omit<Job, 'taskConfig'>): Job {
  const fields = ['task', 'taskConfig', 'taskOptions', 'model', 'settings', 'seed'];
  const {taskOptions, ...job} = requireKeys('job', args, fields);
  requireInteger('job.seed', job.seed);
  requireObject('job.taskOptions', taskOptions, 'an object with options of the task');
  const {task: usual} = presetFor(job.task, job.model, job.settings);
  const {config: taskConfig} = createTask(job.task, {...usual, ...taskOptions});
  const usualConfig = createTask(job.task, usual).config;
  const others = Object.entries(taskConfig).filter(([name, value]) => usualConfig[name] !== value);
  return {...job, taskConfig, taskOptions: Object.fromEntries(others)};
}

/**
 * The runs in the order in which they start: within a turn, one seed of every model before the next seed. A model without a
 * preset of its own for a task is trained with the options of every preset of the other models.
 *
 * @throws ArgumentError if there is no such task, option or preset, or the number of seeds is out of its range
 */
export function jobsOf(args: JobArgs): Job[] {
  requireObject('jobs', args, 'an object {tasks, settings, taskOptions?, models?, seeds?}');
  const {tasks, taskOptions = {}, models, settings, seeds} = args;
  if (seeds !== undefined) requireInteger('seeds', seeds, seedBounds);
  requireList('tasks', tasks, 'a list of the names of tasks');
  if (models !== undefined) requireList('models', models, 'a list of the names of models');
  const jobs = tasks.flatMap((task) => {
    const each = (models ?? reportModels(task, settings)).map((model) =>
      jobOf({task, taskOptions, model, settings, seed: 1}),
    );
    const own = each.filter((job) => !isGeneral(job));
    const configs = grouped(own, ({taskConfig}) => JSON.stringify(taskConfig));
    return each.flatMap((job) => {
      if (!isGeneral(job) || own.length === 0) return [job];
      return [...configs.values()].map(([{taskConfig}]) => jobOf({...job, taskOptions: taskConfig}));
    });
  });
  return jobs
    .flatMap((job) => {
      const count = seeds ?? reportSeeds(job.task, job.model, settings);
      return Array.from({length: count}, (_, index) => ({...job, seed: index + 1}));
    })
    .toSorted((one, other) => turnOf(one) - turnOf(other) || one.seed - other.seed);
}

/**
 * When a model is trained: first models with a preset of their own for the task, then those with a general one, last the LSTM
 * without a memory. Later ones are baselines for earlier ones.
 */
function turnOf(job: Job): number {
  if (job.model === BASELINE) return 2;
  return isGeneral(job) ? 1 : 0;
}

/** Whether a model has only a general preset for the task. */
function isGeneral({task, model, settings}: Job): boolean {
  return presetFor(task, model, settings).source === 'general';
}

/** Whether the other run determines how long this one is trained: its model has a memory and settings of its own for the same task. */
export function isRival(job: Job, other: Job): boolean {
  return (
    other.task === job.task &&
    other.settings === job.settings &&
    isDeepStrictEqual(other.taskConfig, job.taskConfig) &&
    turnOf(other) === 0 &&
    turnOf(job) > 0
  );
}

/** All possible rivals of a run. */
export function rivalsOf(job: Job): Job[] {
  const {taskConfig: taskOptions, settings} = job;
  return modelNames
    .filter((model) => settings !== 'paper' || isPaperModel(model))
    .map((model) => jobOf({...job, model, taskOptions}))
    .filter((other) => isRival(job, other));
}

/** A name that no other run has: `copy-ntm-lstm-3`. */
export function jobName(job: Job): string {
  return `${seedsName(job)}-${job.seed}`;
}

/** A name for the runs that differ in their seeds alone: `copy-ntm-lstm`, `transduction-lstm-answer=copy`. */
export function seedsName({task, model, taskOptions, settings}: Job): string {
  const options = Object.entries(taskOptions).map(([name, value]) => `${name}=${value}`);
  return [task, model, ...options, ...(settings === 'paper' ? ['paper'] : [])].join('-');
}
