import type {Task} from '@ntmjs/tasks';

export {evaluationTaskOf} from '@ntmjs/tasks';

/** What the episodes of an evaluation hold that training held out, as it follows other words; empty if nothing is held out. */
export function splitText({config, evaluationTask}: Task): string {
  if (evaluationTask === undefined) return '';
  const split = config.split === undefined ? '' : ` (split ${config.split})`;
  return `, of ${evaluationTask.description}${split}`;
}
