import {requireObject} from '@ntmjs/arguments';
import {createTask, type TaskConfig} from '@ntmjs/tasks';
import {grouped} from '../statistics/statistics.js';
import type {JobResult} from './result.js';

/** A task with its options. */
interface TaskChoice {
  readonly name: string;
  readonly config: TaskConfig;
}

/** The runs on one task with the same options. */
export interface Experiment {
  /** A name that no other experiment has: the task's, with options. */
  readonly name: string;
  /** The title for readers: `Transduction (answer copy)`. */
  readonly title: string;
  readonly runs: readonly [JobResult, ...JobResult[]];
}

/** The options that distinguish tasks of one name: those with another value than their default in any of them. */
function tellingOptions(task: TaskChoice, others: readonly TaskChoice[]): [string, TaskConfig[string]][] {
  const usual = createTask(task.name).config;
  requireObject('task.config', task.config, 'an object with options of the task');
  const same = others.filter(({name}) => name === task.name);
  return Object.entries(task.config).filter(([option]) =>
    same.some(({config}) => config[option] !== usual[option]),
  );
}

/** The title of a task, with the options that distinguish it from others. */
export function experimentTitle(task: TaskChoice, others: readonly TaskChoice[] = [task]): string {
  requireObject('task', task, 'an object {name, config}');
  const options = tellingOptions(task, others).map(optionText);
  return `${createTask(task.name).title}${options.length === 0 ? '' : ` (${options.join(', ')})`}`;
}

/** An option of a task as text: `max length 10`, `end marker no`. */
export function optionText([option, value]: readonly [string, TaskConfig[string]]): string {
  return `${spaced(option)} ${typeof value === 'boolean' ? (value ? 'yes' : 'no') : value}`;
}

/** Groups results by task and options. */
export function experimentsOf(results: readonly JobResult[]): Experiment[] {
  const tasks = results.map(({task}) => task);
  const groups = grouped(results, ({task}) => `${task.name} ${JSON.stringify(task.config)}`);
  return [...groups.values()].map((runs) => {
    const [{task}] = runs;
    const options = tellingOptions(task, tasks).map(([option, value]) => `${option}-${value}`);
    return {name: [task.name, ...options].join('-'), title: experimentTitle(task, tasks), runs};
  });
}

/** The name of an option as words: `max length`. */
export function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
