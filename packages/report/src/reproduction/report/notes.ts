import {bitMetrics, evaluationTaskOf, type Metric, type Task} from '@ntmjs/tasks';
import {splitText} from '../../evaluation/heldOut.js';

/** `Right paths: the share of paths that are correct from end to end.` */
function meaningOf({title, meaning}: Metric): string {
  return `${title[0]!.toUpperCase()}${title.slice(1)}: ${meaning}.`;
}

/** Notes on the evaluation of a task: what was held out from training, and what its metrics mean. */
export function taskNotes(task: Task): string[] {
  const split = splitText(evaluationTaskOf(task));
  const notes = [
    ...(split === '' ? [] : [`All numbers are on fresh episodes${split}.`]),
    ...task.metrics.filter((metric) => !bitMetrics.includes(metric)).map(meaningOf),
  ];
  return notes.length === 0 ? [] : [notes.join(' ')];
}
