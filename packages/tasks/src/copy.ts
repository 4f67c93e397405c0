import {type OptionArgs, type OptionDeclarations, requireInteger, resolveOptions} from '@ntmjs/arguments';
import {episodeLimits} from './episodeLimits.js';
import {blankEpisodes} from './episodes.js';
import {bitMetrics, endMarkerMetrics} from './metrics.js';
import {graves2014} from './papers.js';
import type {Task} from './task.js';
import {copyVectors, vectorChannels} from './vectors.js';

const copyOptions = {
  vectorWidth: {type: 'integer', min: 1, default: 8, description: 'width of a vector'},
  minLength: {type: 'integer', min: 1, default: 1, description: 'fewest vectors of a training episode'},
  maxLength: {type: 'integer', min: 1, default: 20, description: 'most vectors of a training episode'},
  startMarker: {
    type: 'boolean',
    default: false,
    description: 'a step with a marker on its own channel precedes the vectors',
  },
  endMarker: {
    type: 'boolean',
    default: false,
    description: 'the answer ends with a marker on its own channel',
  },
} as const satisfies OptionDeclarations;

/** Options of the copy task. */
export type CopyOptions = OptionArgs<typeof copyOptions>;

/** What makes a copy episode harder. */
export interface CopyDifficulty {
  /** T, the number of vectors to copy, a positive integer. */
  readonly length: number;
}

/**
 * The copy task: T random vectors of width W, then a delimiter; then, without any input, the same T vectors as the answer.
 *
 *     step      0 … T−1    T            T+1 … 2T
 *     input     vectors    delimiter    –
 *     target    –          –            vectors
 *
 * Channels 0 … W−1 carry the vectors, input channel W the delimiter. T is drawn uniformly from `minLength` … `maxLength`, once
 * a batch, unless the difficulty sets it.
 *
 * `startMarker` adds a first step with 1 on input channel W+1. `endMarker` adds a last answering step, whose target is 1 on
 * output channel W and 0 on the others, and the metrics `wrongVectorBits` and `wrongEndMarkers`, which sum to `wrongBits`. The
 * defaults are those of the paper but for the markers: its numbers of parameters imply both, and so 10 inputs and 9 outputs.
 *
 * @param options width W of the vectors, training lengths and markers
 * @returns the task, with inputs `[batch, 2T + 1, W + 1]` and targets `[batch, 2T + 1, W]`; a marker adds a step and a channel
 * @throws ArgumentError if an option is unknown or out of its range, or `maxLength` is less than `minLength`
 * @see Graves et al. 2014, section 4.1
 */
export function copyTask(options: CopyOptions = {}): Task<CopyDifficulty> {
  const config = resolveOptions('copy', options, copyOptions);
  const {vectorWidth, minLength, maxLength, startMarker, endMarker} = config;
  requireInteger('copy.maxLength', maxLength, {min: minLength});
  const requireSample = episodeLimits('copy', config, {length: 'maxLength'}, ({vectorWidth, maxLength}) => ({
    steps: 2 * maxLength + 1 + Number(startMarker) + Number(endMarker),
    inputSize: vectorWidth + 1 + Number(startMarker),
    outputSize: vectorWidth + Number(endMarker),
  }));
  const inputChannels = [...vectorChannels(vectorWidth), 'delimiter', ...(startMarker ? ['start'] : [])];
  const outputChannels = [...vectorChannels(vectorWidth), ...(endMarker ? ['end'] : [])];
  const [inputSize, outputSize] = [inputChannels.length, outputChannels.length];
  return {
    name: 'copy',
    title: 'Copy',
    description: 'Repeat a sequence of random bit vectors after its end.',
    source: {...graves2014, section: '4.1'},
    options: copyOptions,
    config,
    trainingRange: {length: {min: minLength, max: maxLength}},
    evaluation: [10, 20, 30, 50, 80, 120].map((length) => ({length})),
    solved: {metric: 'bits', below: 0.1},
    inputChannels,
    outputChannels,
    inputSize,
    outputSize,
    metrics: endMarker ? [...bitMetrics, ...endMarkerMetrics(vectorWidth)] : bitMetrics,
    sample(random, batch, difficulty = {}) {
      requireSample(random, batch, difficulty);
      const {length = random.integer(minLength, maxLength)} = difficulty;
      const steps = 2 * length + 1 + Number(startMarker) + Number(endMarker);
      const episodes = blankEpisodes({batch, steps, inputSize, outputSize});
      const {inputs, targets, mask} = episodes;
      const vectors = new Float32Array(length * vectorWidth);
      for (let first = 0; first < batch * steps; first += steps) {
        const delimiter = first + Number(startMarker) + length;
        const [answer, end] = [delimiter + 1, first + steps];
        random.bits(vectors);
        if (startMarker) inputs[first * inputSize + vectorWidth + 1] = 1;
        copyVectors(vectors, vectorWidth, inputs, delimiter - length, inputSize);
        inputs[delimiter * inputSize + vectorWidth] = 1;
        copyVectors(vectors, vectorWidth, targets, answer, outputSize);
        if (endMarker) targets[(end - 1) * outputSize + vectorWidth] = 1;
        mask.fill(1, answer, end);
      }
      return episodes;
    },
  };
}
