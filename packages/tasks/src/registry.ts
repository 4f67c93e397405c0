import {requireChoice} from '@ntmjs/arguments';
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

const makers = {
  copy: copyTask,
  'repeat-copy': repeatCopyTask,
  'associative-recall': associativeRecallTask,
  'n-grams': nGramsTask,
  'priority-sort': prioritySortTask,
  'copy-stream': copyStreamTask,
  'few-shot': fewShotTask,
  transduction: transductionTask,
  dyck: dyckTask,
  'graph-traversal': graphTraversalTask,
  'shortest-path': shortestPathTask,
} satisfies Record<string, (config: TaskConfig) => Task>;

const names = Object.keys(makers) as (keyof typeof makers)[];

/** The names that `createTask` knows. */
export const taskNames: readonly string[] = names;

/**
 * Makes a task from its name and options, which a command line or a saved run holds as text.
 *
 * @param name one of `taskNames`
 * @param config the options of that task, each with a default; a task's own `config` makes an equal task
 * @throws ArgumentError if the name is unknown, or the task refuses an option
 */
export function createTask(name: string, config: TaskConfig = {}): Task {
  return makers[requireChoice('task', name, names)](config);
}
