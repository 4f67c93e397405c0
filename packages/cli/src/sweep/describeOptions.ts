import {ArgumentError, renameArguments, requireText} from '@ntmjs/arguments';
import type {OptionValue} from '@ntmjs/sweep';
import {type RunDescription, type RunOptions, versionsHere} from '@ntmjs/sweep/runs';
import {runFile} from '@ntmjs/training/runs';
import {readValue} from '../readConfig.js';
import {withSaved} from '../savedModel.js';
import {describeRun} from '../session.js';
import {optionFor, type TrainOptions} from '../trainOptions.js';
import {runOptions} from './runOptions.js';

/**
 * What options of `ntm train` describe, as a sweep has them: `{task: 'copy', learningRate: 1e-3, seed: 1}`.
 *
 * @param nameOf an option in errors, such as `sweep.json: run.learningRate`
 * @throws ArgumentError that names the option
 */
export function describingOptions(nameOf: (option: string) => string) {
  const known = runOptions();
  const byName = new Map(known.map((option) => [option.attributeName(), option]));
  const flags = new Map(known.map((option) => [option.long!, option.attributeName()]));
  const versions = versionsHere();

  function readOption(name: string, value: OptionValue): unknown {
    const option = byName.get(name);
    if (option !== undefined) return readValue(nameOf(name), option, value);
    throw new ArgumentError(
      nameOf(name),
      `an option of a run: task, ${[...byName.keys()].join(', ')}`,
      value,
    );
  }

  return async ({task, ...options}: RunOptions): Promise<Pick<RunDescription, 'config' | 'versions'>> => {
    requireText(nameOf('task'), task);
    const values = Object.entries(options).map(([name, value]) => [name, readOption(name, value)]);
    const {from, ...given}: TrainOptions = Object.fromEntries(values);
    const inFile = (argument: string) => {
      const [flag, ...rest] = argument.split(' ') as [string, ...string[]];
      const option = flag === 'task' ? flag : flags.get(flag);
      return option === undefined ? argument : [nameOf(option), ...rest].join(' ');
    };
    const {config} = await renameArguments(inFile, () =>
      from === undefined
        ? describeRun(task as string, given)
        : withSaved(from, task as string, given, describeRun),
    );
    // What is wrong must not become a point of a sweep.
    await renameArguments(
      (argument) => inFile(optionFor(argument)),
      () => runFile(config, {}),
    );
    return {config, versions: await versions};
  };
}
