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

const CHANNELS = ['inputSize', 'outputSize'] as const;
const SIZES = ['batch', 'steps', ...CHANNELS] as const;

/** The dimensions of each array of a batch of episodes. */
const DIMENSIONS = {
  inputs: ['batch', 'steps', 'inputSize'],
  targets: ['batch', 'steps', 'outputSize'],
  mask: ['batch', 'steps'],
} as const;
const ARRAYS = Object.keys(DIMENSIONS) as (keyof typeof DIMENSIONS)[];

/** Checks the sizes of a batch of episodes. */
function requireEpisodeSizes<Sizes extends Partial<EpisodeSizes>>(
  argument: string,
  sizes: Sizes,
  names: readonly (keyof Sizes & string)[],
): void {
  requireObject(argument, sizes, `an object {${names.join(', ')}}`);
  for (const name of names) requirePositiveInteger(`${argument}.${name}`, sizes[name]);
}

/**
 * Returns `episodes` if all its sizes are positive integers and its arrays are of those sizes; throws an `ArgumentError` otherwise.
 *
 * @param argument the episodes, for the message: `episodes`
 */
export function requireEpisodes(argument: string, episodes: Episodes): Episodes {
  requireEpisodeSizes(argument, episodes, SIZES);
  for (const name of ARRAYS) {
    const dimensions = DIMENSIONS[name];
    const array = requireInstance(`${argument}.${name}`, episodes[name], Float32Array, 'a Float32Array');
    const length = dimensions.reduce((product, dimension) => product * episodes[dimension], 1);
    if (array.length === length) continue;
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
  requireEpisodeSizes('sizes', sizes, SIZES);
  const {batch, steps, inputSize, outputSize} = sizes;
  for (const [name, channels] of Object.entries({inputSize, outputSize})) {
    requireArraySizes('the episodes', {
      'sizes.batch': batch,
      'sizes.steps': steps,
      [`sizes.${name}`]: channels,
    });
  }
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
  requireEpisodeSizes('channels', channels, CHANNELS);
  requireList('questions', questions, 'a list of at least one question', 1);
  for (const [index, question] of questions.entries()) {
    requireQuestion(`questions[${index}]`, question, questions[0]!, channels);
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
    for (const row of inputs) episodes.inputs.set(row, step++ * inputSize);
    for (const row of answer) {
      episodes.mask[step] = 1;
      episodes.targets.set(row, step++ * outputSize);
    }
  }
  return episodes;
}

/** Checks that a question has rows of channels, as many as the first one. */
function requireQuestion(
  argument: string,
  question: Question,
  first: Question,
  {inputSize, outputSize}: Channels,
): void {
  requireObject(argument, question, 'an object {inputs, answer}');
  for (const [name, size] of [
    ['inputs', inputSize],
    ['answer', outputSize],
  ] as const) {
    const rows = requireList(`${argument}.${name}`, question[name], 'a list of rows');
    if (rows.length !== first[name].length) {
      throw new ArgumentError(
        `${argument}.${name}.length`,
        `${first[name].length}, as in the first question`,
        rows.length,
      );
    }
    for (const [index, row] of rows.entries()) {
      if (typeof row === 'object' && row !== null && row.length <= size) continue;
      throw new ArgumentError(`${argument}.${name}[${index}]`, `a row of at most ${size} channels`, row);
    }
  }
}
