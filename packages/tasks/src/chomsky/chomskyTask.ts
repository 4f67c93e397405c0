import {type OptionArgs, type OptionDeclarations, requireInteger, resolveOptions} from '@ntmjs/arguments';
import {coarse, symbolAccuracy} from '../classMetrics.js';
import {episodeLimits} from '../episodeLimits.js';
import {blankEpisodes, type Episodes} from '../episodes.js';
import {bitMetrics} from '../metrics.js';
import {deletang2023} from '../papers.js';
import type {RandomStream} from '../random.js';
import type {Task} from '../task.js';

const chomskyOptions = {
  minLength: {type: 'integer', min: 1, default: 1, description: 'fewest symbols of a training string'},
  maxLength: {type: 'integer', min: 1, default: 40, description: 'most symbols of a training string'},
} as const satisfies OptionDeclarations;

/** Options of a task of the Chomsky hierarchy. */
export type ChomskyOptions = OptionArgs<typeof chomskyOptions>;

/** What makes an episode of a task of the Chomsky hierarchy harder. */
export interface ChomskyDifficulty {
  /** n, the number of symbols of the string, a positive integer. */
  readonly length: number;
}

/** A string of symbols, each a character or a longer name, and the string that it asks for. */
interface SymbolQuestion {
  readonly input: Iterable<string>;
  readonly answer: Iterable<string>;
}

/** What distinguishes one task of the Chomsky hierarchy from another. */
export interface ChomskyTaskArgs extends Pick<Task, 'name' | 'title' | 'description'> {
  /** The lowest level of the hierarchy whose machines can do the task. */
  readonly level: 'regular' | 'deterministic context-free' | 'context-sensitive';
  /** The symbols that a string may have. */
  readonly inputSymbols: readonly string[];
  /** The symbols that an answer may have. */
  readonly answerSymbols: readonly string[];
  /** The number of symbols of a string of length n; defaults to n. */
  readonly inputLength?: (length: number) => number;
  /** The most symbols of an answer to a string of length n; defaults to 1. */
  readonly answerLength?: (length: number) => number;
  /** Draws a string of length n. */
  readonly ask: (random: RandomStream, length: number) => SymbolQuestion;
}

/** Fills in an episode: the string, one-hot, a step that asks for the answer, and the answer, one-hot. */
function writeEpisode(
  {steps, inputSize, outputSize, inputs, targets, mask}: Episodes,
  episode: number,
  {input, answer}: SymbolQuestion,
  {inputSymbols, answerSymbols}: ChomskyTaskArgs,
): void {
  let step = episode * steps;
  for (const symbol of input) inputs[step++ * inputSize + inputSymbols.indexOf(symbol)] = 1;
  inputs[step++ * inputSize + inputSymbols.length] = 1;
  for (const symbol of answer) {
    mask[step] = 1;
    targets[step++ * outputSize + answerSymbols.indexOf(symbol)] = 1;
  }
}

/**
 * A task of the Chomsky hierarchy: a string of n symbols, one a step; a step that asks for the answer; then, without any input,
 * the m symbols of the answer.
 *
 *     step      0 … n−1    n         n+1 … n+m
 *     input     string     answer    –
 *     target    –          –         answer
 *
 * Input channels are the symbols of strings, one-hot, then that which asks for the answer; output channels are the symbols of
 * answers. As in the other tasks, each output is a logistic of its own; the prediction is the channel of the largest logit.
 * Where answers differ in their lengths, they finish with an `end`, and the steps after it are no answering steps. n is drawn
 * uniformly from `minLength` … `maxLength`, once a batch, unless the difficulty sets it.
 *
 * The metric `accuracy` is the share of the answer that is correct; where the answer is more than one symbol, `coarse` is 1 for
 * one that is correct from beginning to end, else 0. The paper trains on lengths 1 … 40, and its score is the mean accuracy at
 * lengths 41 … 500; the task's `evaluation` takes some of these.
 *
 * @see Delétang et al. 2023, table 1
 */
export function chomskyTask(args: ChomskyTaskArgs, options: ChomskyOptions): Task<ChomskyDifficulty> {
  const {name, title, description, level, inputSymbols, answerSymbols, ask} = args;
  const {inputLength = (length: number) => length, answerLength = () => 1} = args;
  const config = resolveOptions(name, options, chomskyOptions);
  const {minLength, maxLength} = config;
  requireInteger(`${name}.maxLength`, maxLength, {min: minLength});
  const sizes = {inputSize: inputSymbols.length + 1, outputSize: answerSymbols.length};
  const stepsOf = (length: number) => inputLength(length) + 1 + answerLength(length);
  const requireSample = episodeLimits(name, config, {length: 'maxLength'}, (options) => ({
    steps: stepsOf(options.maxLength),
    ...sizes,
  }));
  return {
    name,
    title,
    description,
    source: {...deletang2023, section: `table 1, ${level}`},
    options: chomskyOptions,
    config,
    trainingRange: {length: {min: minLength, max: maxLength}},
    evaluation: [50, 100, 200, 500].map((length) => ({length})),
    solved: {metric: 'accuracy', above: 0.99},
    inputChannels: [...inputSymbols, 'answer'],
    outputChannels: answerSymbols,
    ...sizes,
    metrics: [...bitMetrics, symbolAccuracy, ...(args.answerLength === undefined ? [] : [coarse])],
    sample(random, batch, difficulty = {}) {
      requireSample(random, batch, difficulty);
      const {length = random.integer(minLength, maxLength)} = difficulty;
      const episodes = blankEpisodes({batch, steps: stepsOf(length), ...sizes});
      for (let episode = 0; episode < batch; episode++) {
        writeEpisode(episodes, episode, ask(random, length), args);
      }
      return episodes;
    },
  };
}
