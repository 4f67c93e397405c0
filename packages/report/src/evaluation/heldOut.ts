import {requireTask, type Task} from '@ntmjs/tasks';

/** A phrase on what an evaluation's episodes hold that training held out, to follow other text; empty if nothing is held out. */
export function splitText(task: Task): string {
  const {config, evaluationTask} = requireTask('task', task);
  if (evaluationTask === undefined) return '';
  const split = config.split === undefined ? '' : ` (split ${config.split})`;
  return `, of ${evaluationTask.description}${split}`;
}
