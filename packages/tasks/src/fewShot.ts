import {
  ArgumentError,
  type OptionArgs,
  type OptionDeclarations,
  requireInteger,
  resolveOptions,
} from '@ntmjs/arguments';
import {presentationAccuracy} from './classMetrics.js';
import {episodeLimits} from './episodeLimits.js';
import {blankEpisodes, type Episodes} from './episodes.js';
import {type ImageSource, requireImages} from './images/imageSource.js';
import {inventedCharacters} from './images/inventedCharacters.js';
import {bitMetrics} from './metrics.js';
import {santoro2016} from './papers.js';
import type {RandomStream} from './random.js';
import type {Task} from './task.js';
import {shuffled} from './vectors.js';

const episodeOptions = {
  classes: {type: 'integer', min: 2, default: 5, description: 'number of classes of an episode'},
  minShots: {
    type: 'integer',
    min: 1,
    optional: true,
    description: 'fewest presentations of each class in a training episode; maxShots by default',
  },
  maxShots: {
    type: 'integer',
    min: 1,
    default: 10,
    description: 'most presentations of each class in a training episode',
  },
} as const satisfies OptionDeclarations;

/** The options of invented characters, which do not apply to other images. */
const characterOptions = {
  split: {
    type: 'choice',
    choices: ['train', 'held-out'],
    default: 'train',
    description: 'the characters to train on, or those held out',
  },
  trainingCharacters: {
    type: 'integer',
    min: 1,
    default: 1000,
    description: 'number of characters to train on',
  },
  heldOutCharacters: {type: 'integer', min: 1, default: 200, description: 'number of characters held out'},
  size: {type: 'integer', min: 4, default: 12, description: 'width and height of an image in pixels'},
  charactersSeed: {type: 'integer', default: 1, description: 'seed of the characters'},
} as const satisfies OptionDeclarations;

const fewShotOptions = {...episodeOptions, ...characterOptions};

/** Options of the few-shot classification task. */
export type FewShotOptions = OptionArgs<typeof fewShotOptions>;

/** What makes a few-shot episode longer. */
export interface FewShotDifficulty {
  /** The number of presentations of each class, a positive integer. */
  readonly shots: number;
}

/** The presentations at which accuracy is a metric: those of the paper's table 1. */
const PRESENTATIONS = [1, 2, 5, 10];

/** `count` different integers of 0 … below−1, in random order. */
function drawDistinct(random: RandomStream, count: number, below: number): number[] {
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(random.integer(0, below - 1));
  return [...drawn];
}

/** Draws episodes of `classes` × `shots` steps. */
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
    // The index in this list is the label, so that labels are new in each episode.
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
 * Few-shot classification: an episode presents images of a few classes that are new to the model, in random order, and asks
 * for the class of each; the label follows one step later, together with the next image.
 *
 *     step      0          1                    …   t
 *     input     image, –   image, label of 0        image, label of t−1
 *     target    label      label                    label
 *
 * Each episode draws classes, and the label of each, anew: the model can only guess the label of a class that it has not
 * seen in this episode, and must remember what it has seen together with its label.
 *
 * Input channels 0 … width × height − 1 carry the image, row by row, with ink as 1; the others the label of the step before,
 * one-hot, and zeros at step 0. The targets are one-hot; as in the other tasks, each output is a logistic of its own, and the
 * prediction is the label of the largest logit. All steps are answering steps. T is `classes` × `shots`; the shots are drawn
 * uniformly from `minShots` … `maxShots`, once a batch, unless the difficulty sets them.
 *
 * By default the images are invented characters of random strokes. The option `split` selects those to train on or those
 * held out, which are disjoint; `evaluationTask` is the task with the other ones.
 *
 * The metrics `accuracy1`, `accuracy2`, `accuracy5` and `accuracy10`, up to `maxShots`, are the shares of classes that are
 * labeled correctly at their first, second, … presentation; NaN for an episode with fewer presentations.
 *
 * @param options the size of an episode, and the characters
 * @param images images to use instead of invented characters; `createTask` cannot create such a task from its `config`
 * @returns the task, with inputs `[batch, T, width × height + classes]` and targets `[batch, T, classes]`
 * @throws ArgumentError if an option is unknown or out of its range, there are fewer classes of images than in an episode,
 *   or an option of the characters is set together with `images`
 * @see Santoro et al. 2016, sections 2 and 4.1
 */
export function fewShotTask(options: FewShotOptions = {}, images?: ImageSource): Task<FewShotDifficulty> {
  const {minShots: least, ...resolved} = resolveOptions('few-shot', options, fewShotOptions);
  const {classes, maxShots, split, trainingCharacters, heldOutCharacters, size, charactersSeed} = resolved;
  const minShots = least ?? maxShots;
  requireInteger('few-shot.maxShots', maxShots, {min: minShots});
  const ofCharacters = Object.entries(options).find(
    ([name, value]) => name in characterOptions && value !== undefined,
  );
  if (images !== undefined && ofCharacters !== undefined) {
    const [name, value] = ofCharacters;
    throw new ArgumentError(`few-shot.${name}`, 'omitted with images of your own', value);
  }
  if (images !== undefined) requireImages('images', images);
  const heldOut = split === 'held-out';
  const source =
    images ??
    inventedCharacters({
      size,
      first: heldOut ? trainingCharacters : 0,
      count: heldOut ? heldOutCharacters : trainingCharacters,
      seed: charactersSeed,
    });
  const {width, height, classes: available} = source;
  requireInteger('few-shot.classes', classes, {max: available});
  const episode = {classes, minShots, maxShots};
  const config = {...episode, split, trainingCharacters, heldOutCharacters, size, charactersSeed};
  const requireSample = episodeLimits('few-shot', config, {shots: 'maxShots'}, (options) => ({
    steps: options.classes * options.maxShots,
    inputSize: (images === undefined ? options.size ** 2 : width * height) + options.classes,
    outputSize: options.classes,
  }));
  const labels = Array.from({length: classes}, (_, label) => label);
  return {
    name: 'few-shot',
    title: 'Few-shot classification',
    description: 'Classify images of classes that are new in each episode, from a few labeled ones.',
    source: {...santoro2016, section: '4.1'},
    ...(images === undefined
      ? {
          options: fewShotOptions,
          config,
          evaluationTask: {
            description: 'classes held out from training',
            create: () => fewShotTask({...config, split: heldOut ? 'train' : 'held-out'}),
          },
        }
      : {options: episodeOptions, config: episode}),
    trainingRange: {shots: {min: minShots, max: maxShots}},
    evaluation: [15, 20].map((shots) => ({shots})),
    // Most classes are recognized at their second presentation; at the first one they can only be guessed.
    solved: {metric: 'accuracy2', above: 0.8},
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
    metrics: [
      ...bitMetrics,
      ...PRESENTATIONS.filter((presentation) => presentation <= maxShots).map(presentationAccuracy),
    ],
    sample(random, batch, difficulty = {}) {
      requireSample(random, batch, difficulty);
      const {shots = random.integer(minShots, maxShots)} = difficulty;
      return sampleFewShot(random, source, {batch, classes, shots});
    },
  };
}
