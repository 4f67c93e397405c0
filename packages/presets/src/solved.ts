import type {Solved} from '@ntmjs/training';

const nearlyAllBits: Solved = {metric: 'bits', below: 0.1};

/** The tasks that are solved otherwise than by nearly all bits. */
const others: Readonly<Record<string, Solved>> = {
  'n-grams': {metric: 'excessBits', below: 2},
  'priority-sort': {metric: 'wrongBits', below: 10},
  // Most classes are known again at once; at first sight they can only be guessed at.
  'few-shot': {metric: 'accuracy2', above: 0.8},
};

/** When a task is solved, whatever the model and the settings. */
export function solvedWhen(task: string): Solved {
  return others[task] ?? nearlyAllBits;
}
