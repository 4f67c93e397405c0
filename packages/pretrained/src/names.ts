import {requireChoice} from '@ntmjs/arguments';

/** The models that there are: a task of the paper, and the controller. */
export const pretrainedNames = [
  'copy-feedforward',
  'copy-lstm',
  'repeat-copy-feedforward',
  'repeat-copy-lstm',
  'associative-recall-feedforward',
  'associative-recall-lstm',
  'n-grams-feedforward',
  'n-grams-lstm',
  'priority-sort-feedforward',
  'priority-sort-lstm',
] as const;

export type PretrainedName = (typeof pretrainedNames)[number];

/** Checks that there is a model of that name. */
export function requireName(name: string): PretrainedName {
  return requireChoice('name', name, pretrainedNames);
}
