import {ArgumentError, requireChoice, requireFunction} from '@ntmjs/arguments';
import {associativeRecallTask} from './associativeRecall.js';
import {chomskyTasks} from './chomsky/chomskyTasks.js';
import {copyTask} from './copy.js';
import {copyStreamTask} from './copyStream.js';
import {dyckTask} from './dyck.js';
import {fewShotTask} from './fewShot.js';
import {graphTraversalTask} from './graphs/graphTraversal.js';
import {shortestPathTask} from './graphs/shortestPath.js';
import {nGramsTask} from './nGrams.js';
import {prioritySortTask} from './prioritySort.js';
import {repeatCopyTask} from './repeatCopy.js';
import type {Task, TaskConfig} from './task.js';
import {requireSampling, requireTask} from './taskCheck.js';
import {transductionTask} from './transduction.js';

/** Creates a task from its options, each of which has a default. */
export type TaskMaker = (config: TaskConfig) => Task;

const builtIn: readonly TaskMaker[] = [
  copyTask,
  repeatCopyTask,
  associativeRecallTask,
  nGramsTask,
  prioritySortTask,
  copyStreamTask,
  fewShotTask,
  transductionTask,
  dyckTask,
  graphTraversalTask,
  shortestPathTask,
  ...chomskyTasks,
];

const makers = new Map<string, TaskMaker>();
const names: string[] = [];

/** The names of all tasks, in the order of their registration: those built in, then those that `registerTask` added. */
export const taskNames: readonly string[] = names;

/**
 * Makes a task known to `createTask` by its name, and so to whatever trains, evaluates and reports tasks by name.
 *
 * @param maker creates the task; without any option it creates the task with all of its defaults
 * @throws ArgumentError if a task of that name is registered, or the task breaks the contract of `Task`: a field is missing
 *   or contradicts another one, or a few episodes, drawn to try it, are not as declared
 */
export function registerTask(maker: TaskMaker): void {
  requireFunction('maker', maker, 'a function that creates a task from its options');
  const task = requireTask('task', maker({}));
  requireSampling(task);
  if (makers.has(task.name)) {
    throw new ArgumentError('task.name', 'a name that no registered task has', task.name);
  }
  add(task.name, maker);
}

function add(name: string, maker: TaskMaker): void {
  makers.set(name, maker);
  names.push(name);
}

// Their tests check them, so that no program that imports this package draws episodes at its start.
for (const maker of builtIn) add(maker({}).name, maker);

/**
 * Creates a task from its name and options, as a command line or a saved run holds them.
 *
 * @param name one of `taskNames`
 * @param config the task's options, each of which has a default; a task's own `config` creates an equal task
 * @throws ArgumentError if the name is unknown, or an option is unknown or out of its range
 */
export function createTask(name: string, config: TaskConfig = {}): Task {
  return makers.get(requireChoice('task', name, names))!(config);
}
