import type {Task} from '@ntmjs/tasks';
import {evaluationTaskOf, splitText} from '../../evaluation/heldOut.js';
import {ownMetrics} from '../../evaluation/metrics.js';

/** What metrics mean, for a reader; those of the paper are explained beside it. */
const MEANINGS: Readonly<Record<string, string>> = {
  accuracy1:
    'Accuracy 1st, 2nd, …: the share of an episode’s classes that are told right the first, second, … time that they are shown',
  coarse: 'Coarse accuracy: the share of sequences that are right from beginning to end',
  fine: 'Fine accuracy: the share of a sequence that is right before the first mistake',
  rightTriples: 'Right triples: the share of a path’s triples that are right',
  rightPaths: 'Right paths: the share of paths that are right from end to end',
};

/** What a reader must know of how models are tried on a task: of which classes, and what its metrics mean. */
export function taskNotes(task: Task): string[] {
  const split = splitText(evaluationTaskOf(task));
  const notes = [
    ...(split === '' ? [] : [`All numbers are on fresh episodes${split}.`]),
    ...ownMetrics(task).flatMap((metric) => (MEANINGS[metric] === undefined ? [] : [`${MEANINGS[metric]}.`])),
  ];
  return notes.length === 0 ? [] : [notes.join(' ')];
}
