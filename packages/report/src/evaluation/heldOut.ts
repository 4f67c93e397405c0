import type {Task} from '@ntmjs/tasks';

/** A phrase on what an evaluation's episodes hold that training held out, to follow other text; empty if nothing is held out. */
export function splitText({config, evaluationTask}: Task): string {
  if (evaluationTask === undefined) return '';
  const split = config.split === undefined ? '' : ` (split ${config.split})`;
  return `, of ${evaluationTask.description}${split}`;
}
