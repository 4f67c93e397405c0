import {requireChoice} from '@ntmjs/arguments';
import {type SettingsName, settingsNames} from '@ntmjs/presets';
import type {DifficultyRanges} from '@ntmjs/report';
import {type LearningRateDecay, optimizerDeclaration, optimizerNames, type Solved} from '@ntmjs/training';
import {type Command, Option} from 'commander';
import {backends} from './backend.js';
import {type ModelOptions, modelOptions, optionsByArgument} from './modelOptions.js';
import {
  atOption,
  decayOption,
  numberOption,
  optionName,
  pairOption,
  type TaskOptions,
  taskOption,
} from './options.js';

/** The options of `ntm train`. */
export interface TrainOptions extends ModelOptions {
  settings?: string;
  architecture?: string;
  batch?: number;
  sequences?: number;
  solved?: Solved;
  solvedAbove?: Solved;
  stopWhenSolved?: boolean;
  optimizer?: string;
  learningRate?: number;
  decay?: LearningRateDecay;
  clip?: number;
  clipNorm?: number;
  curriculum?: {readonly part: string; readonly start: number};
  advanceBelow?: number;
  checkpointEvery?: number;
  keep?: number;
  onNan?: string;
  taskOption?: TaskOptions;
  at?: DifficultyRanges;
  episodes: number;
  seed?: number;
  backend?: string;
  run?: string;
  resume?: string;
  threads?: number;
  eager?: boolean;
  json?: boolean;
}

/** The optimizers by name, with their titles. */
function optimizerTitles(): string[] {
  return optimizerNames().map((name) => `${name} (${optimizerDeclaration(name).title})`);
}

/** Adds the options to a command. */
export function addTrainOptions(command: Command): Command {
  const number = (name: string, argument: string, description: string) =>
    new Option(`${name} ${argument}`, description).argParser(numberOption(name));
  const options = [
    new Option('--resume <run>', 'continue a run that was stopped'),
    new Option('--run <folder>', 'folder of the run (default: runs/<task>-<number>)'),
    number('--seed', '<integer>', 'seed of the initial weights and of the episodes (default: 1)'),
    new Option('--backend <name>', `tfjs backend: ${backends.join(' or ')} (default: ${backends[0]})`),
    new Option(
      '--settings <name>',
      `preset for everything that is not given: ${settingsNames.join(' or ')} (default: ${settingsNames[0]})`,
    ),
    ...modelOptions(),
    number('--batch', '<n>', 'sequences in a training step'),
    number('--sequences', '<n>', 'number of training sequences'),
    new Option(
      '--solved <metric=x>',
      'the goal: the mean of a metric over the last 1000 sequences is below x',
    ).argParser((text) => {
      const [metric, below] = pairOption('--solved')(text);
      return {metric, below};
    }),
    new Option('--solved-above <metric=x>', 'the same with a mean above x').argParser((text) => {
      const [metric, above] = pairOption('--solved-above')(text);
      return {metric, above};
    }),
    new Option('--stop-when-solved', 'end training when the goal is reached'),
    new Option('--optimizer <type>', `the optimizer: ${optimizerTitles().join(', ')}`),
    number('--learning-rate', '<rate>', 'learning rate'),
    new Option(
      '--decay <part/sequences>',
      'linear decay of the learning rate to a part of it over a number of sequences, such as 0.05/60000',
    ).argParser(decayOption('--decay')),
    number('--clip', '<x>', 'bound each element of the gradients to ±x'),
    number('--clip-norm', '<x>', 'bound the norm of all gradients to x'),
    new Option(
      '--curriculum <part=start>',
      'draw a part of the difficulty up to a start value, such as length=2, that doubles with --advance-below',
    ).argParser((text) => {
      const [part, start] = pairOption('--curriculum')(text);
      return {part, start};
    }),
    number(
      '--advance-below',
      '<bits>',
      'advance the curriculum when the mean bits of the last 1000 sequences are below this',
    ),
    number('--checkpoint-every', '<n>', 'sequences between two checkpoints (default: 1000)'),
    number('--keep', '<n>', 'number of checkpoints to keep (default: 1)'),
    new Option(
      '--on-nan <action>',
      'if a number is not finite: stop, or rewind to a checkpoint and halve the learning rate (default: stop)',
    ),
    new Option(
      '--task-option <name=value>',
      'an option of the task, such as maxLength=10 (see: ntm tasks); may be repeated',
    ).argParser(taskOption('--task-option')),
    atOption('the difficulties to evaluate at after training'),
    number('--episodes', '<n>', 'number of fresh episodes at each difficulty').default(100),
    number('--threads', '<n>', 'threads that share a batch (default: 1)'),
    new Option('--eager', 'train and evaluate with tfjs alone, without compiling'),
    new Option('--json', 'print JSON lines for machines'),
  ];
  for (const option of options) command.addOption(option);
  return command;
}

/** The value of `--settings`; by default the first. */
export function requireSettings(name: string | undefined): SettingsName {
  return requireChoice('settings', name ?? settingsNames[0]!, settingsNames);
}

/** The option that sets an argument of a model or of training; other arguments keep their names. */
export function optionFor(argument: string): string {
  const path = argument.replace(/^(training|model)\./, '').replace(/\[\d+\]$/, '');
  return OPTIONS[path] ?? argument;
}

/** The option that sets an argument of a task. */
export function taskOptionFor(argument: string): string {
  return argument.replace(/^[\w-]+\./, '--task-option ');
}

const OPTIONS: Readonly<Record<string, string>> = {
  ...optionsByArgument,
  batch: '--batch',
  sequences: '--sequences',
  'solved.metric': '--solved',
  'solved.below': '--solved',
  'solved.above': '--solved-above',
  'optimizer.type': '--optimizer',
  'optimizer.learningRate': '--learning-rate',
  'learningRateDecay.to': '--decay',
  'learningRateDecay.over': '--decay',
  'clip.elementwise': '--clip',
  'clip.globalNorm': '--clip-norm',
  'curriculum.part': '--curriculum',
  'curriculum.start': '--curriculum',
  'curriculum.below': '--advance-below',
  checkpointEvery: '--checkpoint-every',
  keep: '--keep',
  onNaN: '--on-nan',
  seed: '--seed',
  threads: '--threads',
  backend: '--backend',
  settings: '--settings',
  'run folder': '--run',
};

/** The options that are allowed with `--resume`: they do not affect training. */
const RESUME_OPTIONS = ['resume', 'at', 'episodes', 'json'];

/** The options that affect training: names as on the command line, and values. */
export function trainingOptions(options: TrainOptions): [string, unknown][] {
  return Object.entries(options)
    .filter(([name]) => !RESUME_OPTIONS.includes(name))
    .map(([name, value]) => [optionName(name), value]);
}
