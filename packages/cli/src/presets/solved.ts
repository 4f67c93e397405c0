import type {PaperTask} from '@ntmjs/layers';
import type {Solved} from '@ntmjs/training';

export const nearlyAllBits: Solved = {metric: 'bits', below: 0.1};

/** Of few-shot classification: most classes are known again at once. At first sight they can only be guessed at. */
export const mostAtSecondSight: Solved = {metric: 'accuracy2', above: 0.8};

/** When each task is solved, whatever the model and the settings. */
export const solvedBelow: Readonly<Record<PaperTask, Solved>> = {
  copy: nearlyAllBits,
  'repeat-copy': nearlyAllBits,
  'associative-recall': nearlyAllBits,
  'n-grams': {metric: 'excessBits', below: 2},
  'priority-sort': {metric: 'wrongBits', below: 10},
};
