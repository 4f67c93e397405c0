import {ArgumentError, requireBoolean, requireKeys} from '@ntmjs/arguments';
import {readUserConfig} from '@ntmjs/tasks/modules';
import type {Command, Option} from 'commander';
import type {ConfigValue, NtmConfig} from './config.js';
import {isOfResume} from './trainOptions.js';

const COMMANDS = [
  'train',
  'eval',
  'inspect',
  'export',
  'import',
  'reproduce',
  'sweep',
] as const satisfies (keyof NtmConfig)[];

/** Options of which one on the command line replaces the other. */
const REPLACED: Readonly<Record<string, string>> = {
  ...{access: 'architecture', architecture: 'access', solved: 'solvedAbove', solvedAbove: 'solved'},
};

/**
 * Sets the options of a command that the config file in the working directory has and the command line does not.
 *
 * @returns by the option on the command line, `--batch`, what errors call it: `ntm.config.ts: train.batch`
 * @throws ArgumentError that names the file and the key that is wrong
 */
export async function applyConfig(command: Command): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const key = COMMANDS.find((name) => name === command.name());
  const found = key && (await readUserConfig('ntm.config'));
  if (found === undefined || key === undefined) return names;
  const {file} = found;
  const config = requireKeys(file, found.config as NtmConfig, COMMANDS);
  const options = command.options.filter(({negate}) => !negate);
  const defaults = config[key] ?? {};
  requireKeys(
    `${file}: ${key}`,
    defaults,
    options.map((option) => option.attributeName()),
  );
  for (const [name, value] of Object.entries(defaults)) {
    const given = (other: string) => command.getOptionValueSource(other) === 'cli';
    if (given(name) || given(REPLACED[name] ?? name)) continue;
    if (given('resume') && !isOfResume(name)) continue;
    const option = options.find((each) => each.attributeName() === name)!;
    names.set(option.long!, `${file}: ${key}.${name}`);
    command.setOptionValueWithSource(name, readValue(`${file}: ${key}.${name}`, option, value), 'config');
  }
  return names;
}

/** The value of an option, read as the command line reads it. */
export function readValue(name: string, option: Option, value: ConfigValue): unknown {
  if (option.isBoolean()) return requireBoolean(name, value);
  const parts = [value].flat();
  if (parts.length === 0 || !parts.every((part) => ['number', 'string'].includes(typeof part))) {
    throw new ArgumentError(name, 'a number, a text, or a list of these', value);
  }
  const texts = option.flags.includes('<list>') ? [parts.join(',')] : parts.map(String);
  if (texts.length > 1 && option.parseArg === undefined) throw new ArgumentError(name, 'one text', value);
  try {
    return texts.reduce<unknown>((before, text) => option.parseArg?.(text, before) ?? text, undefined);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw new ArgumentError(name, error.expected, value);
  }
}
