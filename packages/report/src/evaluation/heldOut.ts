import {createTask, type Task} from '@ntmjs/tasks';

/** The halves that a task's classes may be split into, each with the one that is held out where training is on it. */
const HELD_OUT: Readonly<Record<string, string>> = {train: 'held-out', 'held-out': 'train'};

/**
 * The task that a trained model is tried on: the task of its training, but with the classes that were held out from training
 * where its option `split` says that there are such.
 *
 * @throws ArgumentError if there are too few classes held out
 */
export function evaluationTaskOf(task: Task): Task {
  const split = HELD_OUT[String(task.config.split)];
  return split === undefined ? task : createTask(task.name, {...task.config, split});
}

/** Which of a task's splits its classes are of, as it follows other words; nothing for a task that has none. */
export function splitText({config}: Task): string {
  return config.split === undefined ? '' : `, of classes held out from training (split ${config.split})`;
}
