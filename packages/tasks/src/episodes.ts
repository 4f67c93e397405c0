import {
  ArgumentError,
  requireArraySizes,
  requireInstance,
  requireList,
  requireObject,
  requirePositiveInteger,
} from '@ntmjs/arguments';

/**
 * A batch of episodes as flat arrays, row-major. An episode is what a model sees between two resets of its state; all
 * episodes of a batch have the same number of steps.
 */
export interface Episodes {
  readonly batch: number;
  readonly steps: number;
  readonly inputSize: number;
  readonly outputSize: number;
  /** The model's inputs, `[batch, steps, inputSize]`. */
  readonly inputs: Float32Array;
  /** The answers expected, `[batch, steps, outputSize]`: 0 or 1, and 0 at steps that are not answering steps. */
  readonly targets: Float32Array;
  /** `[batch, steps]`: 1 at answering steps, where the targets count, and 0 at all others. */
  readonly mask: Float32Array;
}

/** The sizes of a batch of episodes. */
export type EpisodeSizes = Pick<Episodes, 'batch' | 'steps' | 'inputSize' | 'outputSize'>;

// Training makes and checks thousands of episodes a second: the checks below write the names in messages only for an error.

/** Names of sizes, and what an object with them is, as it follows "must be". */
interface SizeNames<Name extends string> {
  readonly names: readonly Name[];
  readonly expected: string;
}

const CHANNELS: SizeNames<keyof Channels> = {
  names: ['inputSize', 'outputSize'],
  expected: 'an object {inputSize, outputSize}',
};
const SIZES: SizeNames<keyof EpisodeSizes> = {
  names: ['batch', 'steps', 'inputSize', 'outputSize'],
  expected: 'an object {batch, steps, inputSize, outputSize}',
};

/** The dimensions of each array of a batch of episodes. */
const DIMENSIONS = {
  inputs: ['batch', 'steps', 'inputSize'],
  targets: ['batch', 'steps', 'outputSize'],
  mask: ['batch', 'steps'],
} as const;
const ARRAYS = Object.keys(DIMENSIONS) as (keyof typeof DIMENSIONS)[];

/** Checks the sizes of a batch of episodes. */
function requireSizes<Name extends keyof EpisodeSizes>(
  argument: string,
  sizes: Readonly<Record<Name, number>>,
  {names, expected}: SizeNames<Name>,
): void {
  requireObject(argument, sizes, expected);
  for (const name of names) {
    const size = sizes[name];
    if (!Number.isSafeInteger(size) || size < 1) requirePositiveInteger(`${argument}.${name}`, size);
  }
}

/**
 * Returns `episodes` if all its sizes are positive integers and its arrays are of those sizes; throws an `ArgumentError` otherwise.
 *
 * @param argument the episodes, for the message: `episodes`
 */
export function requireEpisodes(argument: string, episodes: Episodes): Episodes {
  requireSizes(argument, episodes, SIZES);
  for (const name of ARRAYS) {
    const dimensions = DIMENSIONS[name];
    const array = episodes[name];
    let length = 1;
    for (const dimension of dimensions) length *= episodes[dimension];
    if (array instanceof Float32Array && array.length === length) continue;
    requireInstance(`${argument}.${name}`, array, Float32Array, 'a Float32Array');
    const sizes = dimensions.map((dimension) => episodes[dimension]);
    const expected = `${length} for [${dimensions.join(', ')}] = [${sizes.join(', ')}]`;
    throw new ArgumentError(`${argument}.${name}.length`, expected, array.length);
  }
  return episodes;
}

/**
 * Episodes of all zeros: no input, target or answering step, for a task to fill in.
 *
 * @throws ArgumentError if a size is not a positive integer, or no array has room for so many
 */
export function blankEpisodes(sizes: EpisodeSizes): Episodes {
  requireSizes('sizes', sizes, SIZES);
  const {batch, steps, inputSize, outputSize} = sizes;
  const inputs = {'sizes.batch': batch, 'sizes.steps': steps, 'sizes.inputSize': inputSize};
  const targets = {'sizes.batch': batch, 'sizes.steps': steps, 'sizes.outputSize': outputSize};
  requireArraySizes('the episodes', inputs);
  requireArraySizes('the episodes', targets);
  return zeros(sizes);
}

/** `blankEpisodes` of sizes that were checked. */
function zeros({batch, steps, inputSize, outputSize}: EpisodeSizes): Episodes {
  return {
    batch,
    steps,
    inputSize,
    outputSize,
    inputs: new Float32Array(batch * steps * inputSize),
    targets: new Float32Array(batch * steps * outputSize),
    mask: new Float32Array(batch * steps),
  };
}

/** Inputs, and the answer expected once all of them have been given. */
export interface Question {
  /** A row of inputs for each step; channels beyond the end of a row are 0. */
  readonly inputs: readonly ArrayLike<number>[];
  /** A row of targets for each answering step; channels beyond the end of a row are 0. */
  readonly answer: readonly ArrayLike<number>[];
}

type Channels = Pick<Episodes, 'inputSize' | 'outputSize'>;

/**
 * A batch of episodes that each ask one question: first its inputs, then, with all inputs 0, the answer.
 *
 *     step      0 … inputs−1    inputs … inputs+answer−1
 *     input     inputs          –
 *     target    –               answer
 *
 * @param questions `[batch]`, at least one, all with equal numbers of input rows and of answer rows
 * @param channels the numbers of channels
 * @returns episodes with inputs `[batch, inputs + answer, inputSize]`
 * @throws ArgumentError if there is no question, the questions differ in their numbers of rows, or a row has too many channels
 */
export function questionEpisodes(questions: readonly Question[], channels: Channels): Episodes {
  requireSizes('channels', channels, CHANNELS);
  requireList('questions', questions, 'a list of at least one question', 1);
  for (let index = 0; index < questions.length; index++) {
    requireObject(`questions[${index}]`, questions[index]!, 'an object {inputs, answer}');
    requireRows(questions, index, 'inputs', channels.inputSize);
    requireRows(questions, index, 'answer', channels.outputSize);
  }
  return streamEpisodes(
    questions.map((question) => [question]),
    channels,
  );
}

/**
 * A batch of episodes that each ask a stream of questions: the inputs of one follow the answer to the one before.
 *
 * @param streams `[batch, questions]`, at least one of each; the k-th questions of all streams have equal numbers of rows
 * @param channels the numbers of channels
 */
export function streamEpisodes(
  streams: readonly (readonly Question[])[],
  {inputSize, outputSize}: Channels,
): Episodes {
  const steps = streams[0]!.reduce((sum, {inputs, answer}) => sum + inputs.length + answer.length, 0);
  const episodes = zeros({batch: streams.length, steps, inputSize, outputSize});
  let step = 0;
  for (const {inputs, answer} of streams.flat()) {
    for (const row of inputs) copyRow(row, episodes.inputs, step++ * inputSize);
    for (const row of answer) {
      episodes.mask[step] = 1;
      copyRow(row, episodes.targets, step++ * outputSize);
    }
  }
  return episodes;
}

/** Copies a row of a few numbers, for which `set` takes longer. */
function copyRow(row: ArrayLike<number>, to: Float32Array, start: number): void {
  for (let index = 0; index < row.length; index++) to[start + index] = row[index]!;
}

/** Checks that a question has rows of channels, as many as the first one. */
function requireRows(
  questions: readonly Question[],
  index: number,
  name: keyof Question,
  channels: number,
): void {
  const rows = questions[index]![name];
  const argument = () => `questions[${index}].${name}`;
  if (!Array.isArray(rows)) requireList(argument(), rows, 'a list of rows');
  const {length} = questions[0]![name];
  if (rows.length !== length)
    throw new ArgumentError(`${argument()}.length`, `${length}, as in the first question`, rows.length);
  for (const [row, values] of rows.entries()) {
    if (typeof values === 'object' && values !== null && values.length <= channels) continue;
    throw new ArgumentError(`${argument()}[${row}]`, `a row of at most ${channels} channels`, values);
  }
}
