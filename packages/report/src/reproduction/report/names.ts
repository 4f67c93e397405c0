import {createTask, taskNames} from '@ntmjs/tasks';

/** The titles of all tasks by their names. */
export const taskTitles: Readonly<Record<string, string>> = Object.fromEntries(
  taskNames.map((name) => [name, createTask(name).title]),
);
