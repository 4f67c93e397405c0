import {ArgumentError, requireChoice, show} from '@ntmjs/arguments';
import {associativeRecallTask} from './associativeRecall.js';
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
];

const makers = new Map<string, TaskMaker>();
const names: string[] = [];

/** The names of all tasks, in the order of their registration: those built in, then those that `registerTask` added. */
export const taskNames: readonly string[] = names;

/**
 * Makes a task known to `createTask` by its name, and so to whatever trains, evaluates and reports tasks by name.
 *
 * @param maker creates the task; without any option it creates the task with all of its defaults
 * @throws ArgumentError if a task of that name is registered, or the task contradicts itself: it has no name, title or
 *   description, an option without a value, a size other than its number of channels, metrics that do not begin with
 *   `bitMetrics` or two of one name
 */
export function registerTask(maker: TaskMaker): void {
  const task = maker({});
  requireTask(task);
  if (makers.has(task.name)) {
    throw new ArgumentError('task.name', 'a name that no registered task has', task.name);
  }
  makers.set(task.name, maker);
  names.push(task.name);
}

function requireTask(task: Task): void {
  for (const field of ['name', 'title', 'description'] as const) {
    if (typeof task[field] !== 'string' || task[field] === '') {
      throw new ArgumentError(`task.${field}`, 'a non-empty string', task[field]);
    }
  }
  const {config, options, inputChannels, outputChannels, metrics} = task;
  requireEqual('task.config', Object.keys(config), Object.keys(options), 'a value for each option');
  requireEqual('task.inputSize', task.inputSize, inputChannels.length, 'the number of input channels');
  requireEqual('task.outputSize', task.outputSize, outputChannels.length, 'the number of output channels');
  const metricNames = metrics.map(({name}) => name);
  const expected = [...new Set(['bits', 'wrongBits', ...metricNames])];
  requireEqual(
    'task.metrics',
    metricNames,
    expected,
    'metrics of different names that begin with bitMetrics',
  );
  requireChoice('task.solved.metric', task.solved.metric, metricNames);
}

function requireEqual(argument: string, actual: unknown, expected: unknown, meaning: string): void {
  if (JSON.stringify(actual) === JSON.stringify(expected)) return;
  throw new ArgumentError(argument, `${show(expected)}, ${meaning}`, actual);
}

for (const maker of builtIn) registerTask(maker);

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
