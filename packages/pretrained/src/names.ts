import {requireChoice} from '@ntmjs/arguments';

/** The pretrained models: a task of the paper and a model. */
export const pretrainedNames = [
  'copy-ntm-feedforward',
  'copy-ntm-lstm',
  'repeat-copy-ntm-feedforward',
  'repeat-copy-ntm-lstm',
  'associative-recall-ntm-feedforward',
  'associative-recall-ntm-lstm',
  'n-grams-ntm-feedforward',
  'n-grams-ntm-lstm',
  'priority-sort-ntm-feedforward',
  'priority-sort-ntm-lstm',
] as const;

export type PretrainedName = (typeof pretrainedNames)[number];

/** Models by their names of older versions: `copy-lstm` is `copy-ntm-lstm`. */
const olderNames = new Map<string, PretrainedName>(
  pretrainedNames.map((name) => [name.replace('-ntm-', '-'), name]),
);

/**
 * Returns the model's name, also for one of an older version.
 *
 * @throws ArgumentError that lists the names
 */
export function requireName(name: string): PretrainedName {
  return requireChoice('name', olderNames.get(name) ?? name, pretrainedNames);
}
