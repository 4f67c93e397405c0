import {requireChoice} from '@ntmjs/arguments';
import {
  decayOption,
  memorySizeOption,
  type NamedOptions,
  namedOption,
  numberOption,
  pairOption,
} from '@ntmjs/arguments/texts';
import {type SettingsName, settingsNames} from '@ntmjs/presets';
import type {DifficultyRanges} from '@ntmjs/report';
import {
  clipOptions,
  doublingOptions,
  type LearningRateDecay,
  learningRateDecayOptions,
  learningRateOption,
  type MemorySize,
  memorySizeOptions,
  optimizerDeclaration,
  optimizerNames,
  type Solved,
  steppingOptions,
} from '@ntmjs/training';
import {runOptions, solvedOptions, trainingOptions} from '@ntmjs/training/runs';
import {type Command, Option} from 'commander';
import {backends} from './backend.js';
import {type ModelOptions, modelOptions, optionsByArgument} from './modelOptions.js';
import {atOption, declaredOptions, editedOption, optionName, optionText, withWords} from './options.js';

/** The seed of a run, unless it is given. */
export const DEFAULT_SEED = 1;

/** The number of episodes to evaluate at each difficulty, unless it is given. */
export const DEFAULT_EPISODES = 100;

/** The options of `ntm train`. */
export interface TrainOptions extends ModelOptions {
  settings?: string;
  batch?: number;
  sequences?: number;
  solved?: Solved;
  solvedAbove?: Solved;
  stopWhenSolved?: boolean;
  optimizer?: string;
  learningRate?: number;
  optimizerOption?: NamedOptions;
  decay?: LearningRateDecay;
  clip?: number;
  clipNorm?: number;
  curriculum?: {readonly part: string; readonly start: number};
  advanceBelow?: number;
  advanceBy?: number;
  advanceMetric?: string;
  practice?: number;
  memorySize?: MemorySize[];
  checkpointEvery?: number;
  keep?: number;
  keepBest?: string;
  from?: string;
  onNan?: string;
  taskOption?: NamedOptions;
  at?: DifficultyRanges;
  episodes: number;
  seed?: number;
  backend?: string;
  run?: string;
  runs?: string;
  resume?: string;
  edited?: boolean;
  threads?: number;
  relaxedSimd?: boolean;
  tensorboard?: boolean;
  eager?: boolean;
  json?: boolean;
}

/** The options that set one value of a run's configuration each: the path of the value, and its declaration. */
const valueOptions = {
  seed: {path: 'seed', option: {...runOptions.seed, default: DEFAULT_SEED}},
  batch: {path: 'batch', option: trainingOptions.batch},
  sequences: {path: 'sequences', option: trainingOptions.sequences},
  learningRate: {path: 'optimizer.learningRate', option: learningRateOption},
  clip: {path: 'clip.elementwise', option: clipOptions.elementwise},
  clipNorm: {path: 'clip.globalNorm', option: clipOptions.globalNorm},
  advanceBelow: {path: 'curriculum.below', option: doublingOptions.below},
  advanceBy: {path: 'curriculum.step', option: steppingOptions.step},
  advanceMetric: {path: 'curriculum.metric', option: doublingOptions.metric},
  practice: {path: 'curriculum.practice', option: doublingOptions.practice},
  checkpointEvery: {path: 'checkpointEvery', option: trainingOptions.checkpointEvery},
  keep: {path: 'keep', option: trainingOptions.keep},
  keepBest: {path: 'keepBest', option: trainingOptions.keepBest},
  onNan: {path: 'onNaN', option: trainingOptions.onNaN},
  threads: {path: 'threads', option: trainingOptions.threads},
} as const;

/** Adds the options to a command. */
export function addTrainOptions(command: Command): Command {
  const value = (name: keyof typeof valueOptions) => {
    const {option} = valueOptions[name];
    return declaredOptions(optionName(name), option, optionText(option));
  };
  const optimizers = optimizerNames().map((name) => `${name} (${optimizerDeclaration(name).title})`);
  const optimizerArguments = optimizerNames().map(
    (name) => `${name}: ${Object.keys(optimizerDeclaration(name).arguments).join(', ')}`,
  );
  const {to, over} = learningRateDecayOptions;
  const {rows, share, after} = memorySizeOptions;
  const options = [
    new Option('--resume <run>', 'continue a run that was stopped'),
    editedOption(),
    new Option(
      '--from <folder>',
      'begin with the weights of another run, or of a saved model: the folder with its model.json',
    ),
    new Option('--run <folder>', 'folder of the run (default: runs/<task>-<number>)'),
    new Option('--runs <folder>', 'folder in which runs without --run are made (default: runs)'),
    ...value('seed'),
    withWords(
      new Option('--backend <name>', `tfjs backend: ${backends.join(' or ')} (default: ${backends[0]})`),
      backends,
    ),
    withWords(
      new Option(
        '--settings <name>',
        `preset for everything that is not given: ${settingsNames.join(' or ')} (default: ${settingsNames[0]})`,
      ),
      settingsNames,
    ),
    ...modelOptions(),
    ...value('batch'),
    ...value('sequences'),
    new Option(
      '--solved <metric=x>',
      `${solvedOptions.metric.description}: ${solvedOptions.below.description}`,
    ).argParser(pairOption('--solved', ['metric', 'below'])),
    new Option(
      '--solved-above <metric=x>',
      `${solvedOptions.metric.description}: ${solvedOptions.above.description}`,
    ).argParser(pairOption('--solved-above', ['metric', 'above'])),
    new Option('--stop-when-solved', 'end training when the task is solved'),
    withWords(new Option('--optimizer <type>', `the optimizer: ${optimizers.join(', ')}`), optimizerNames()),
    ...value('learningRate'),
    new Option(
      '--optimizer-option <name=value>',
      `another argument of the optimizer (${optimizerArguments.join('; ')}); may be repeated`,
    ).argParser(namedOption('--optimizer-option')),
    new Option(
      '--decay <part/sequences>',
      `${to.description}, and the ${over.description}, such as 0.05/60000`,
    ).argParser(decayOption('--decay')),
    ...value('clip'),
    ...value('clipNorm'),
    new Option(
      '--curriculum <part=start>',
      `${doublingOptions.part.description}, such as length=2, and ${doublingOptions.start.description}`,
    ).argParser(pairOption('--curriculum', ['part', 'start'])),
    ...(['advanceBelow', 'advanceBy', 'advanceMetric', 'practice'] as const).flatMap(value),
    new Option(
      '--memory-size <rows=share/sequences>',
      `${rows.description} that a part of training runs on, besides the model's own: ${share.description}, and the ` +
        `${after.description}, such as 2048=0.15/20000; may be repeated; none: the model's own alone`,
    ).argParser(memorySizeOption('--memory-size')),
    ...value('checkpointEvery'),
    ...value('keep'),
    ...value('keepBest'),
    ...value('onNan'),
    new Option(
      '--task-option <name=value>',
      'an option of the task, such as maxLength=10 (see: ntm tasks); may be repeated',
    ).argParser(namedOption('--task-option')),
    atOption('the difficulties to evaluate at after training'),
    new Option('--episodes <n>', 'number of fresh episodes at each difficulty')
      .argParser(numberOption('--episodes'))
      .default(DEFAULT_EPISODES),
    ...value('threads'),
    new Option(
      '--tensorboard',
      'write event files of TensorBoard into the folder tensorboard of the run; a run that has them goes on with them',
    ),
    new Option('--relaxed-simd', trainingOptions.relaxedSimd.description),
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
  const path = argument.replace(/^(training|model)\./, '').replace(/\[\d+\](\.\w+)?$/, '');
  return (
    OPTIONS[path] ??
    (/^(optimizer|access)\./.test(path) ? path.replace(/^(\w+)\./, '--$1-option ') : argument)
  );
}

/** The option that sets an argument of a task. */
export function taskOptionFor(argument: string): string {
  return argument.replace(/^[\w-]+\./, '--task-option ');
}

const OPTIONS: Readonly<Record<string, string>> = {
  ...optionsByArgument,
  ...Object.fromEntries(Object.entries(valueOptions).map(([name, {path}]) => [path, optionName(name)])),
  'access.interfaceSize': '--width',
  'access.rows': '--rows',
  'access.width': '--width',
  access: '--access',
  from: '--from',
  'heads.length': '--heads',
  'solved.metric': '--solved',
  'solved.below': '--solved',
  'solved.above': '--solved-above',
  'optimizer.type': '--optimizer',
  'learningRateDecay.to': '--decay',
  'learningRateDecay.over': '--decay',
  'curriculum.part': '--curriculum',
  'curriculum.start': '--curriculum',
  memorySizes: '--memory-size',
  backend: '--backend',
  settings: '--settings',
  'run folder': '--run',
};

/** The options that are allowed with `--resume`: they do not affect training, unless it would end. */
const RESUME_OPTIONS = ['resume', 'edited', 'at', 'episodes', 'json', 'onNan', 'sequences'];

/** Whether an option is allowed with `--resume`. */
export function isOfResume(name: string): boolean {
  return RESUME_OPTIONS.includes(name);
}

/** The options that affect training: names as on the command line, and values. */
export function optionsOfTraining(options: TrainOptions): [string, unknown][] {
  return Object.entries(options)
    .filter(([name]) => !isOfResume(name))
    .map(([name, value]) => [optionName(name), value]);
}
