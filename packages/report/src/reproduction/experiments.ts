import {createTask, type TaskConfig} from '@ntmjs/tasks';
import {spaced} from '../evaluation/metrics.js';
import {grouped} from '../statistics/statistics.js';
import {taskTitles} from './report/names.js';
import type {JobResult} from './result.js';

/** A task with its options. */
interface TaskChoice {
  readonly name: string;
  readonly config: TaskConfig;
}

/** The runs on one task with the same options. */
export interface Experiment {
  /** What tells it from all others: the task's name, and options of the task. */
  readonly name: string;
  /** The same for a reader: `Transduction (answer copy)`. */
  readonly title: string;
  readonly runs: readonly [JobResult, ...JobResult[]];
}

/** The options of a task that tell it from others: those that are not at their default somewhere. */
function tellingOptions(task: TaskChoice, others: readonly TaskChoice[]): [string, TaskConfig[string]][] {
  const usual = createTask(task.name).config;
  const same = others.filter(({name}) => name === task.name);
  return Object.entries(task.config).filter(([option]) =>
    same.some(({config}) => config[option] !== usual[option]),
  );
}

/** A task with options as a reader knows it, and what tells it from others. */
export function experimentTitle(task: TaskChoice, others: readonly TaskChoice[] = [task]): string {
  const options = tellingOptions(task, others).map(optionText);
  return `${taskTitles[task.name]}${options.length === 0 ? '' : ` (${options.join(', ')})`}`;
}

/** An option of a task in words: `max length 10`, `end marker no`. */
export function optionText([option, value]: readonly [string, TaskConfig[string]]): string {
  return `${spaced(option)} ${typeof value === 'boolean' ? (value ? 'yes' : 'no') : value}`;
}

/** Results by the task and its options, in their order. */
export function experimentsOf(results: readonly JobResult[]): Experiment[] {
  const tasks = results.map(({task}) => task);
  const groups = grouped(results, ({task}) => `${task.name} ${JSON.stringify(task.config)}`);
  return [...groups.values()].map((runs) => {
    const [{task}] = runs;
    const options = tellingOptions(task, tasks).map(([option, value]) => `${option}-${value}`);
    return {name: [task.name, ...options].join('-'), title: experimentTitle(task, tasks), runs};
  });
}
