import {Command, type Option} from 'commander';
import {addTrainOptions, type TrainOptions} from '../trainOptions.js';

/** Options of `ntm train` that a sweep sees to itself, or that do not change a run. */
const NOT_OF_RUN = ['run', 'runs', 'resume', 'edited', 'json', 'at', 'episodes', 'tensorboard'] as const;

/** The name of an option of the runs of a sweep; it sees to their seeds itself. */
export type RunOptionName = Exclude<keyof TrainOptions, (typeof NOT_OF_RUN)[number] | 'seed'>;

/** The options of a run, as `ntm train` has them, with its seed. */
export function runOptions(): Option[] {
  const names: readonly string[] = NOT_OF_RUN;
  return addTrainOptions(new Command()).options.filter(
    (option) => !option.negate && !names.includes(option.attributeName()),
  );
}
