import {
  ArgumentError,
  requireChoice,
  requireInteger,
  requireKeys,
  requirePositiveInteger,
} from '@ntmjs/arguments';
import {presentationAccuracy} from './classMetrics.js';
import {blankEpisodes, type Episodes} from './episodes.js';
import type {ImageSource} from './images/imageSource.js';
import {inventedCharacters} from './images/inventedCharacters.js';
import {bitsOfEachSequence, type Metric, wrongBitsOfEachSequence} from './metrics.js';
import type {RandomStream} from './random.js';
import {shuffled} from './shuffled.js';
import type {Task, TaskConfig} from './task.js';

/** Options of the few-shot classification task. */
export interface FewShotOptions {
  /** How many classes an episode has, at least 2; 5 by default, as in the paper. */
  readonly classes?: number;
  /** How often an episode of training shows each class at the least; as often as at the most by default. */
  readonly minShots?: number;
  /** How often at the most, at least `minShots`; 10 by default, as in the paper. */
  readonly maxShots?: number;
  /** Which characters are shown: those to train on, or those held out; `train` by default. Not with images of your own. */
  readonly split?: 'train' | 'held-out';
  /** How many characters there are to train on; 1000 by default. Not with images of your own. */
  readonly trainingCharacters?: number;
  /** How many are held out; 200 by default. Not with images of your own. */
  readonly heldOutCharacters?: number;
  /** Pixels in a row of an image, and rows of pixels, at least 4; 12 by default. Not with images of your own. */
  readonly size?: number;
  /** Of the characters; 1 by default. Not with images of your own. */
  readonly charactersSeed?: number;
}

/** What makes a few-shot episode longer. */
export interface FewShotDifficulty {
  /** How often each class is shown, a positive integer. */
  readonly shots: number;
}

/** At which times that a class is shown the accuracy is a metric: those of the paper's table 1. */
const PRESENTATIONS = [1, 2, 5, 10] as const;

const SPLITS = ['train', 'held-out'] as const;

/** The options that say what the characters are. */
const CHARACTER_OPTIONS = [
  'split',
  'trainingCharacters',
  'heldOutCharacters',
  'size',
  'charactersSeed',
] as const;

/** `count` different integers of 0 … below−1, in an order that is drawn. */
function drawDistinct(random: RandomStream, count: number, below: number): number[] {
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(random.integer(0, below - 1));
  return [...drawn];
}

/** The characters that the options say, and all options with their defaults. */
function charactersOf(options: FewShotOptions): {images: ImageSource; config: TaskConfig} {
  const {split = 'train', size = 12, charactersSeed = 1} = options;
  const {trainingCharacters = 1000, heldOutCharacters = 200} = options;
  requireChoice('few-shot.split', split, SPLITS);
  requirePositiveInteger('few-shot.trainingCharacters', trainingCharacters);
  requirePositiveInteger('few-shot.heldOutCharacters', heldOutCharacters);
  requireInteger('few-shot.size', size, {min: 4});
  requireInteger('few-shot.charactersSeed', charactersSeed);
  const held = split === 'held-out';
  const images = inventedCharacters({
    size,
    first: held ? trainingCharacters : 0,
    count: held ? heldOutCharacters : trainingCharacters,
    seed: charactersSeed,
  });
  return {images, config: {split, trainingCharacters, heldOutCharacters, size, charactersSeed}};
}

/** Episodes of as many steps as `classes` × `shots`. */
function sampleFewShot(
  random: RandomStream,
  images: ImageSource,
  {batch, classes, shots}: {batch: number; classes: number; shots: number},
): Episodes {
  const pixels = images.width * images.height;
  const [steps, inputSize] = [classes * shots, pixels + classes];
  const episodes = blankEpisodes({batch, steps, inputSize, outputSize: classes});
  const {inputs, targets, mask} = episodes;
  mask.fill(1);
  for (let episode = 0; episode < batch; episode++) {
    // The place in this list is the label, and so the labels are new in each episode.
    const characters = drawDistinct(random, classes, images.classes);
    const labels = shuffled(
      random,
      Array.from({length: steps}, (_, step) => step % classes),
    );
    for (const [step, label] of labels.entries()) {
      const start = (episode * steps + step) * inputSize;
      images.draw(random, characters[label]!, inputs.subarray(start, start + pixels));
      targets[(episode * steps + step) * classes + label] = 1;
      if (step + 1 < steps) inputs[start + inputSize + pixels + label] = 1;
    }
  }
  return episodes;
}

/**
 * Few-shot classification: an episode shows images of a few classes that are new to the model, in random order, and asks
 * for the class of each; the answer is shown one step later, together with the next image.
 *
 *     step      0          1                    …   t
 *     input     image, –   image, label of 0        image, label of t−1
 *     target    label      label                    label
 *
 * Classes are drawn anew for each episode, and so is which label each of them has: the model can only guess at an image of
 * a class that it has not seen in this episode yet, and must keep what it has seen together with its label.
 *
 * Input channels 0 … width × height − 1 carry the image, row by row, with ink as 1; the rest the label of the step before,
 * one-hot, and zeros at step 0. The targets are one-hot, and trained like all others, by the cross-entropy of a logistic for
 * each label; an answer is the label with the largest logit. All steps are answering steps. T is `classes` × `shots`, which are
 * drawn uniformly from `minShots` … `maxShots`, once a batch, unless the difficulty sets them.
 *
 * Unless it is given others, the task shows invented characters, of random strokes: `split` says which. Those held out have
 * other numbers than those to train on, so that no character is in both.
 *
 * Besides `bits` and `wrongBits` it has the metrics `accuracy1`, `accuracy2`, `accuracy5` and `accuracy10`, those of them
 * that `maxShots` reaches: the share of classes that are told right the first, second, … time that they are shown; NaN for an
 * episode that does not show them so often.
 *
 * @param options the size of an episode, and the characters
 * @param images shown instead of invented characters; `createTask` cannot make such a task from its `config`
 * @returns the task, with inputs `[batch, T, width × height + classes]` and targets `[batch, T, classes]`
 * @throws ArgumentError if an option is unknown or not what it must be, there are fewer classes of images than an episode
 *   has, or an option says what characters to invent where images are given
 * @see Santoro et al. 2016, sections 2 and 4.1
 */
export function fewShotTask(options: FewShotOptions = {}, images?: ImageSource): Task<FewShotDifficulty> {
  requireKeys('few-shot', options, ['classes', 'minShots', 'maxShots', ...CHARACTER_OPTIONS]);
  const {classes = 5, maxShots = 10, minShots = maxShots} = options;
  requireInteger('few-shot.classes', classes, {min: 2});
  requirePositiveInteger('few-shot.maxShots', maxShots);
  requirePositiveInteger('few-shot.minShots', minShots);
  requireInteger('few-shot.maxShots', maxShots, {min: minShots});
  const ofCharacters = CHARACTER_OPTIONS.find((option) => options[option] !== undefined);
  if (images !== undefined && ofCharacters !== undefined) {
    throw new ArgumentError(
      `few-shot.${ofCharacters}`,
      'omitted with images of your own',
      options[ofCharacters],
    );
  }
  const shown = images === undefined ? charactersOf(options) : {images, config: {}};
  const {width, height, classes: available} = shown.images;
  requireInteger('few-shot.classes', classes, {max: available});
  const accuracies = PRESENTATIONS.filter((presentation) => presentation <= maxShots).map(
    (presentation): [string, Metric] => [`accuracy${presentation}`, presentationAccuracy(presentation)],
  );
  const labels = Array.from({length: classes}, (_, label) => label);
  return {
    name: 'few-shot',
    description: 'Tell images of classes apart that are new in each episode, from a few labelled ones.',
    config: {classes, minShots, maxShots, ...shown.config},
    trainingRange: {shots: {min: minShots, max: maxShots}},
    inputChannels: [
      ...Array.from(
        {length: width * height},
        (_, pixel) => `pixel ${Math.floor(pixel / width)}, ${pixel % width}`,
      ),
      ...labels.map((label) => `given ${label}`),
    ],
    outputChannels: labels.map((label) => `label ${label}`),
    inputSize: width * height + classes,
    outputSize: classes,
    metrics: {
      bits: bitsOfEachSequence,
      wrongBits: wrongBitsOfEachSequence,
      ...Object.fromEntries(accuracies),
    },
    sample(random, batch, difficulty = {}) {
      requirePositiveInteger('batch', batch);
      requireKeys('difficulty', difficulty, ['shots']);
      const {shots = random.integer(minShots, maxShots)} = difficulty;
      requirePositiveInteger('difficulty.shots', shots);
      return sampleFewShot(random, shown.images, {batch, classes, shots});
    },
  };
}
