import type {Command} from 'commander';
import {backends} from './backend.js';
import {lengthsOption, numberOption, pairsOption, wordsOption} from './options.js';

/** What `ntm train` can be told. */
export interface TrainOptions {
  controller?: string;
  units?: number;
  layers?: number;
  rows?: number;
  width?: number;
  heads?: string[];
  shiftRange?: number;
  firstWeighting?: string;
  activation?: string;
  weightingClip?: number;
  batch?: number;
  sequences?: number;
  solvedBelow?: number;
  optimizer?: string;
  learningRate?: number;
  clip?: number;
  clipNorm?: number;
  taskOption?: Record<string, number>;
  lengths: number[];
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
  return command
    .option('--resume <run>', 'go on with a run that was stopped')
    .option('--run <folder>', 'where the run is kept (default: runs/<task>-<number>)')
    .option(
      '--seed <integer>',
      'seed of the first weights and of the episodes (default: the task’s own)',
      numberOption('--seed'),
    )
    .option('--backend <name>', `the tfjs backend: ${backends.join(' or ')} (default: ${backends[0]})`)
    .option('--controller <type>', 'the controller: feedforward, lstm or gru')
    .option('--units <n>', 'units of the controller', numberOption('--units'))
    .option('--layers <n>', 'layers of the controller', numberOption('--layers'))
    .option('--rows <n>', 'rows of the memory', numberOption('--rows'))
    .option('--width <n>', 'width of a memory row', numberOption('--width'))
    .option('--heads <kinds>', 'the heads in their order, such as write,read', wordsOption)
    .option('--shift-range <n>', 'the most rows a head moves a step', numberOption('--shift-range'))
    .option('--first-weighting <kind>', 'where heads start: oneHot, uniform or learned')
    .option('--activation <kind>', 'the activation of keys and of what is added: linear or tanh')
    .option(
      '--weighting-clip <x>',
      'the largest gradient through a weighting',
      numberOption('--weighting-clip'),
    )
    .option('--batch <n>', 'sequences a training step', numberOption('--batch'))
    .option('--sequences <n>', 'train on this many at the most', numberOption('--sequences'))
    .option(
      '--solved-below <bits>',
      'wrong bits a sequence, over the last 1000, below which the task is solved',
      numberOption('--solved-below'),
    )
    .option('--optimizer <type>', 'gravesRmsProp or adam')
    .option('--learning-rate <rate>', 'the learning rate', numberOption('--learning-rate'))
    .option('--clip <x>', 'keep each gradient element within ±x', numberOption('--clip'))
    .option('--clip-norm <x>', 'keep the norm of all gradients at most x', numberOption('--clip-norm'))
    .option(
      '--task-option <name=number>',
      'an option of the task, such as maxLength=10; may be given several times',
      pairsOption('--task-option'),
    )
    .addOption(lengthsOption('the lengths to evaluate at in the end'))
    .option('--episodes <n>', 'fresh episodes at each length', numberOption('--episodes'), 100)
    .option('--threads <n>', 'threads that share a batch (default: 1)', numberOption('--threads'))
    .option('--eager', 'train and evaluate step by step with tfjs, without compiling')
    .option('--json', 'print JSON lines for machines');
}

/** The option of the command line that sets an argument of a model or of training; others keep their name. */
export function optionFor(argument: string): string {
  const path = argument.replace(/^training\./, '').replace(/\[\d+\]$/, '');
  return OPTIONS[path] ?? argument;
}

/** The option that sets an argument of a task. */
export function taskOptionFor(argument: string): string {
  return argument.replace(/^\w+\./, '--task-option ');
}

const OPTIONS: Readonly<Record<string, string>> = {
  'controller.type': '--controller',
  'controller.units': '--units',
  'controller.layers': '--layers',
  'memory.rows': '--rows',
  'memory.width': '--width',
  heads: '--heads',
  shiftRange: '--shift-range',
  firstWeighting: '--first-weighting',
  vectorActivation: '--activation',
  weightingClip: '--weighting-clip',
  batch: '--batch',
  sequences: '--sequences',
  solvedBelow: '--solved-below',
  'optimizer.type': '--optimizer',
  'optimizer.learningRate': '--learning-rate',
  'clip.elementwise': '--clip',
  'clip.globalNorm': '--clip-norm',
  seed: '--seed',
  threads: '--threads',
  backend: '--backend',
  'run folder': '--run',
};

/** The options that may go with `--resume`: they do not say how to train. */
const RESUME_OPTIONS = ['resume', 'lengths', 'episodes', 'json'];

/** The options that say how to train: a name as on the command line, and its value. */
export function trainingOptions(options: TrainOptions): [string, unknown][] {
  return Object.entries(options)
    .filter(([name]) => !RESUME_OPTIONS.includes(name))
    .map(([name, value]) => [`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, value]);
}
