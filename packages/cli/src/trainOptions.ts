import {requireChoice} from '@ntmjs/arguments';
import {type SettingsName, settingsNames} from '@ntmjs/presets';
import type {DifficultyRanges} from '@ntmjs/report';
import {type LearningRateDecay, optimizerNames, type Solved} from '@ntmjs/training';
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

/** What `ntm train` can be told. */
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

/** Adds the options to a command. */
export function addTrainOptions(command: Command): Command {
  const number = (name: string, argument: string, description: string) =>
    new Option(`${name} ${argument}`, description).argParser(numberOption(name));
  const options = [
    new Option('--resume <run>', 'go on with a run that was stopped'),
    new Option('--run <folder>', 'where the run is kept (default: runs/<task>-<number>)'),
    number('--seed', '<integer>', 'seed of the first weights and of the episodes (default: 1)'),
    new Option('--backend <name>', `the tfjs backend: ${backends.join(' or ')} (default: ${backends[0]})`),
    new Option(
      '--settings <name>',
      `where all that is not said is from: ${settingsNames.join(' or ')} (default: ${settingsNames[0]})`,
    ),
    ...modelOptions(),
    number('--batch', '<n>', 'sequences a training step'),
    number('--sequences', '<n>', 'train on this many'),
    new Option(
      '--solved <metric=x>',
      'solved when the mean of this metric over the last 1000 sequences is below x',
    ).argParser((text) => {
      const [metric, below] = pairOption('--solved')(text);
      return {metric, below};
    }),
    new Option(
      '--solved-above <metric=x>',
      'the same, but above x: for metrics of which more is better',
    ).argParser((text) => {
      const [metric, above] = pairOption('--solved-above')(text);
      return {metric, above};
    }),
    new Option('--stop-when-solved', 'end training as soon as the task is solved'),
    new Option('--optimizer <type>', `the optimizer: ${optimizerNames().join(', ')}`),
    number('--learning-rate', '<rate>', 'the learning rate'),
    new Option(
      '--decay <part/sequences>',
      'the rate falls to this part of itself over so many sequences, such as 0.05/60000',
    ).argParser(decayOption('--decay')),
    number('--clip', '<x>', 'keep each gradient element within ±x'),
    number('--clip-norm', '<x>', 'keep the norm of all gradients at most x'),
    new Option(
      '--curriculum <part=start>',
      'draw a part of the difficulty up to this at first, such as length=2, and double that …',
    ).argParser((text) => {
      const [part, start] = pairOption('--curriculum')(text);
      return {part, start};
    }),
    number('--advance-below', '<bits>', '… whenever the mean bits of the last 1000 sequences are below this'),
    number('--checkpoint-every', '<n>', 'sequences from one checkpoint to the next (default: 1000)'),
    number('--keep', '<n>', 'how many checkpoints stay (default: 1)'),
    new Option(
      '--on-nan <what>',
      'where a number is not finite: stop, or rewind to a checkpoint and halve the rate (default: stop)',
    ),
    new Option(
      '--task-option <name=value>',
      'an option of the task, such as maxLength=10; may be given several times',
    ).argParser(taskOption('--task-option')),
    atOption('what to evaluate in the end'),
    number('--episodes', '<n>', 'fresh episodes at each difficulty').default(100),
    number('--threads', '<n>', 'threads that share a batch (default: 1)'),
    new Option('--eager', 'train and evaluate step by step with tfjs, without compiling'),
    new Option('--json', 'print JSON lines for machines'),
  ];
  for (const option of options) command.addOption(option);
  return command;
}

/** The value of `--settings`; by default the first. */
export function requireSettings(name: string | undefined): SettingsName {
  return requireChoice('settings', name ?? settingsNames[0]!, settingsNames);
}

/** The option of the command line that sets an argument of a model or of training; others keep their name. */
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

/** The options that may go with `--resume`: they do not say how to train. */
const RESUME_OPTIONS = ['resume', 'at', 'episodes', 'json'];

/** The options that say how to train: a name as on the command line, and its value. */
export function trainingOptions(options: TrainOptions): [string, unknown][] {
  return Object.entries(options)
    .filter(([name]) => !RESUME_OPTIONS.includes(name))
    .map(([name, value]) => [optionName(name), value]);
}
