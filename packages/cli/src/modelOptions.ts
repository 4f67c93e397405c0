import {architectureNames, architectures, optionsOf} from '@ntmjs/presets';
import {Option} from 'commander';
import {numberOption, optionName, wordsOption} from './options.js';

/** What a command can be told of a model; `architectures` says which of them are whose. */
export interface ModelOptions {
  controller?: string;
  units?: number;
  layers?: number;
  rows?: number;
  width?: number;
  contents?: string;
  outputClip?: number;
  readGain?: number;
  heads?: string[];
  shiftRange?: number;
  firstWeighting?: string;
  activation?: string;
  weightingClip?: number;
  readHeads?: number;
  writeHeads?: number;
  contentMask?: boolean;
  eraseFreed?: boolean;
  sharpLinks?: boolean;
  usageDecay?: number;
  keyStrength?: boolean;
  addVector?: boolean;
  pushBias?: number;
}

/** The options of the command line that say what a model is. */
export function modelOptions(): Option[] {
  const number = (name: string, argument: string, description: string) =>
    new Option(`${name} ${argument}`, description).argParser(numberOption(name));
  // What settings may have is left out by the second.
  const choice = (name: string, description: string) => [
    new Option(`--${name}`, description),
    new Option(`--no-${name}`, 'omitted'),
  ];
  const titles = architectureNames.map((name) => `${name}, ${architectures[name].title}`);
  return [
    new Option('--architecture <name>', `${titles.join('; ')} (default: ntm)`),
    new Option(
      '--controller <type>',
      'the controller: feedforward, lstm or gru (default: feedforward of an ntm, else lstm)',
    ),
    number('--units', '<n>', 'units of the controller, or of a layer of the lstm'),
    number('--layers', '<n>', 'layers of the controller, or of the lstm'),
    number('--rows', '<n>', 'rows of the memory'),
    number('--width', '<n>', 'width of a memory row'),
    new Option('--contents <kind>', 'what the memory holds at first: constant, random or learned'),
    number('--output-clip', '<x>', "bound the elements of the controller's output and of the network's"),
    number('--read-gain', '<x>', 'let the controller learn to see its reads, from nothing: slowly if small'),
    new Option('--heads <kinds>', 'of an ntm: the heads in their order, such as write,read').argParser(
      wordsOption,
    ),
    number('--shift-range', '<n>', 'of an ntm: the most rows a head moves a step'),
    new Option('--first-weighting <kind>', 'of an ntm: where heads start: oneHot, uniform or learned'),
    new Option('--activation <kind>', 'the activation of keys and of what is added: linear or tanh'),
    number('--weighting-clip', '<x>', 'of an ntm: the largest gradient through a weighting'),
    number('--read-heads', '<n>', 'of a dnc or mann: how many heads read'),
    number('--write-heads', '<n>', 'of a dnc: how many heads write'),
    ...choice('content-mask', 'of a dnc: look-ups have a mask that says what of a row counts'),
    ...choice('erase-freed', 'of a dnc: rows are erased as far as they are freed'),
    ...choice('sharp-links', 'of a dnc: read heads sharpen what they follow forward and backward'),
    number('--usage-decay', '<x>', 'of a mann: what a step leaves of the usage before'),
    ...choice('key-strength', 'of a mann: heads have a key strength'),
    ...choice('add-vector', 'of a mann: heads write a vector of its own, not their key'),
    number('--push-bias', '<x>', 'of a stack, queue or deque: how strong pushes begin, before the σ'),
  ];
}

/** The options that any architecture has. */
export const modelOptionNames = [
  ...new Set(architectureNames.flatMap((architecture) => Object.keys(optionsOf(architecture)))),
] as (keyof ModelOptions)[];

/** The options of the command line by the arguments of layers that they set. */
export const optionsByArgument: Readonly<Record<string, string>> = Object.fromEntries(
  architectureNames.flatMap((architecture) =>
    Object.entries(optionsOf(architecture)).map(([option, argument]) => [argument, optionName(option)]),
  ),
);
