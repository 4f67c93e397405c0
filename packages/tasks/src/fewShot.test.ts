import {ArgumentError} from '@ntmjs/arguments';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {evaluationTaskOf} from './evaluation.js';
import {type FewShotOptions, fewShotTask} from './fewShot.js';
import {type EpisodeRows, episodeRows} from './fixtures/rows.js';
import type {ImageSource} from './images/imageSource.js';
import {inventedCharacters} from './images/inventedCharacters.js';
import {findMetric} from './metrics.js';
import {santoro2016} from './papers.js';
import {RandomStream} from './random.js';

/** Images of two pixels: the class, and a number that no other image has. */
function numbered(classes: number): ImageSource {
  let count = 0;
  return {
    width: 2,
    height: 1,
    classes,
    draw(_, index, target) {
      count += 1;
      target.set([index, count]);
    },
  };
}

const labelOf = (row: readonly number[]) => row.indexOf(1);

test('a table of one episode', () => {
  const task = fewShotTask({classes: 2, maxShots: 2}, numbered(9));
  const episodes = task.sample(new RandomStream(4), 1, {shots: 2});
  expect(episodes).toMatchObject({batch: 1, steps: 4, inputSize: 4, outputSize: 2});
  expect(episodeRows(episodes)).toEqual([
    {
      inputs: [
        [1, 1, 0, 0],
        [8, 2, 1, 0],
        [8, 3, 0, 1],
        [1, 4, 0, 1],
      ],
      targets: [
        [1, 0],
        [0, 1],
        [0, 1],
        [1, 0],
      ],
      mask: [1, 1, 1, 1],
    },
  ]);
});

test('the declarations of the task', () => {
  const {sample, options, metrics, inputChannels, ...task} = fewShotTask();
  expect(sample).toBeTypeOf('function');
  expect(Object.keys(options)).toEqual(Object.keys(task.config));
  expect(metrics.map(({name}) => name)).toEqual([
    'bits',
    'wrongBits',
    'accuracy1',
    'accuracy2',
    'accuracy5',
    'accuracy10',
  ]);
  expect(inputChannels.slice(10, 14)).toEqual(['pixel 0, 10', 'pixel 0, 11', 'pixel 1, 0', 'pixel 1, 1']);
  expect(inputChannels.slice(143, 146)).toEqual(['pixel 11, 11', 'given 0', 'given 1']);
  expect(task).toEqual({
    name: 'few-shot',
    title: 'Few-shot classification',
    description: 'Classify images of classes that are new in each episode, from a few labeled ones.',
    source: {...santoro2016, section: '4.1'},
    config: {
      classes: 5,
      minShots: 10,
      maxShots: 10,
      split: 'train',
      trainingCharacters: 1000,
      heldOutCharacters: 200,
      size: 12,
      charactersSeed: 1,
    },
    trainingRange: {shots: {min: 10, max: 10}},
    evaluation: [{shots: 15}, {shots: 20}],
    evaluationTask: {description: 'classes held out from training', create: expect.any(Function)},
    solved: {metric: 'accuracy2', above: 0.8},
    outputChannels: ['label 0', 'label 1', 'label 2', 'label 3', 'label 4'],
    inputSize: 149,
    outputSize: 5,
  });
});

test('has accuracies up to its maximum shots, which also bounds its default minimum', () => {
  const task = fewShotTask({classes: 3, maxShots: 3}, numbered(4));
  expect(task.metrics.map(({name}) => name)).toEqual(['bits', 'wrongBits', 'accuracy1', 'accuracy2']);
  expect(task.config).toEqual({classes: 3, minShots: 3, maxShots: 3});
  expect(task.sample(new RandomStream(1), 2, {shots: 5})).toMatchObject({steps: 15, inputSize: 5});
});

const sizes = fc.record({
  seed: fc.integer(),
  batch: fc.integer({min: 1, max: 4}),
  classes: fc.integer({min: 2, max: 6}),
  shots: fc.integer({min: 1, max: 6}),
});

test('each class appears equally often, always with one label, which follows a step later', () => {
  fc.assert(
    fc.property(sizes, ({seed, batch, classes, shots}) => {
      const task = fewShotTask({classes, maxShots: shots}, numbered(8));
      for (const {inputs, targets, mask} of episodeRows(task.sample(new RandomStream(seed), batch))) {
        expect(mask).toEqual(new Array(classes * shots).fill(1));
        const labels = targets.map(labelOf);
        for (const row of targets) expect(row.reduce((sum, value) => sum + value, 0)).toBe(1);
        for (let label = 0; label < classes; label++) {
          expect(labels.filter((other) => other === label)).toHaveLength(shots);
        }
        const characters = new Map(labels.map((label, step) => [label, inputs[step]![0]]));
        expect(new Set(characters.values()).size).toBe(classes);
        for (const [step, row] of inputs.entries()) {
          expect(row[0]).toBe(characters.get(labels[step]!));
          const before = row.slice(2);
          expect(before).toEqual(step === 0 ? before.map(() => 0) : targets[step - 1]);
        }
      }
    }),
  );
});

test('labels and order are redrawn for each episode: every character has every label equally often', () => {
  const task = fewShotTask({classes: 3, maxShots: 2}, numbered(3));
  const episodes = episodeRows(task.sample(new RandomStream(1), 900));
  const counts = [0, 1, 2].map((character) =>
    [0, 1, 2].map(
      (label) =>
        episodes.filter(({inputs, targets}) =>
          inputs.some((row, step) => row[0] === character && labelOf(targets[step]!) === label),
        ).length,
    ),
  );
  for (const count of counts.flat()) expect(Math.abs(count - 300)).toBeLessThan(60);
  const firsts = [0, 1, 2].map(
    (label) => episodes.filter(({targets}) => labelOf(targets[0]!) === label).length,
  );
  for (const count of firsts) expect(Math.abs(count - 300)).toBeLessThan(60);
});

test('characters to train on are the first ones, and those held out the next', () => {
  const [size, trainingCharacters, heldOutCharacters] = [8, 4, 3];
  const options = {classes: 2, maxShots: 1, size, trainingCharacters, heldOutCharacters};
  const inputs = (...args: Parameters<typeof fewShotTask>) =>
    fewShotTask(...args).sample(new RandomStream(5), 20).inputs;
  const characters = (first: number, count: number) =>
    inputs({classes: 2, maxShots: 1}, inventedCharacters({size, first, count}));
  expect(inputs({...options, split: 'train'})).toEqual(characters(0, trainingCharacters));
  expect(inputs({...options, split: 'held-out'})).toEqual(characters(trainingCharacters, heldOutCharacters));
  expect(inputs({...options, charactersSeed: 2})).not.toEqual(inputs(options));
});

/** At each presentation of a class, how often the nearest image before it, pixel by pixel, was of that class. */
function nearestNeighbor(episodes: readonly EpisodeRows[], pixels: number, shots: number): number[] {
  const right = new Array<number>(shots).fill(0);
  for (const {inputs, targets} of episodes) {
    const shown = new Map<number, number>();
    for (const [step, row] of inputs.entries()) {
      let [nearest, least] = [-1, Infinity];
      for (let other = 0; other < step; other++) {
        let distance = 0;
        for (let pixel = 0; pixel < pixels; pixel++) distance += (row[pixel]! - inputs[other]![pixel]!) ** 2;
        if (distance < least) [nearest, least] = [other, distance];
      }
      const label = labelOf(targets[step]!);
      const time = shown.get(label) ?? 0;
      shown.set(label, time + 1);
      if (nearest >= 0 && labelOf(targets[nearest]!) === label) right[time]! += 1;
    }
  }
  return right.map((count) => count / (episodes.length * episodes[0]!.targets[0]!.length));
}

test.each(['train', 'held-out'] as const)(
  'pixels alone distinguish characters far better than chance, but far from always: %s',
  (split) => {
    const episodes = episodeRows(fewShotTask({split}).sample(new RandomStream(1), 100));
    const accuracy = nearestNeighbor(episodes, 144, 10);
    expect(accuracy[0]).toBe(0);
    expect(accuracy[1]).toBeGreaterThan(0.65);
    expect(accuracy[1]).toBeLessThan(0.82);
    expect(accuracy[9]).toBeGreaterThan(0.94);
    expect(accuracy[9]).toBeLessThan(1);
  },
);

test.each<[FewShotOptions, string]>([
  [{classes: 1}, 'few-shot.classes must be an integer at least 2, got 1'],
  [{minShots: 0}, 'few-shot.minShots must be a positive integer, got 0'],
  [{maxShots: 0}, 'few-shot.maxShots must be a positive integer, got 0'],
  [{minShots: 11}, 'few-shot.maxShots must be an integer at least 11, got 10'],
  [{split: 'test' as never}, 'few-shot.split must be one of "train", "held-out", got "test"'],
  [{trainingCharacters: 0}, 'few-shot.trainingCharacters must be a positive integer, got 0'],
  [{heldOutCharacters: 1.5}, 'few-shot.heldOutCharacters must be a positive integer, got 1.5'],
  [{size: 3}, 'few-shot.size must be an integer at least 4, got 3'],
  [{charactersSeed: 0.5}, 'few-shot.charactersSeed must be an integer, got 0.5'],
  [{trainingCharacters: 4}, 'few-shot.classes must be an integer at most 4, got 5'],
])('rejects %j', (options, message) => {
  expect(() => fewShotTask(options)).toThrow(ArgumentError);
  expect(() => fewShotTask(options)).toThrow(message);
});

test('other images go without the options of characters, and must be of enough classes', () => {
  expect(() => fewShotTask({size: 12}, numbered(9))).toThrow(
    'few-shot.size must be omitted with images of your own, got 12',
  );
  expect(() => fewShotTask({classes: 5}, numbered(4))).toThrow(
    'few-shot.classes must be an integer at most 4, got 5',
  );
});

test('the number of shots is drawn from its range, and what is not shown so often has no accuracy', () => {
  const task = fewShotTask({classes: 2, minShots: 1, maxShots: 3}, numbered(4));
  const random = new RandomStream(1);
  const steps = Array.from({length: 60}, () => task.sample(random, 1).steps);
  expect(new Set(steps)).toEqual(new Set([2, 4, 6]));
  const episodes = task.sample(random, 2, {shots: 1});
  const right = episodes.targets.map((target) => 2 * target - 1);
  expect(findMetric(task.metrics, 'accuracy1').evaluate(right, episodes)).toEqual([1, 1]);
  expect(findMetric(task.metrics, 'accuracy2').evaluate(right, episodes)).toEqual([Number.NaN, Number.NaN]);
});

test('a model is evaluated on the classes that training held out', () => {
  const train = fewShotTask({classes: 2, trainingCharacters: 9, heldOutCharacters: 4});
  const evaluation = evaluationTaskOf(train);
  expect(evaluation.config).toEqual({...train.config, split: 'held-out'});
  expect(evaluationTaskOf(evaluation).config).toEqual(train.config);
  const own = fewShotTask({}, numbered(9));
  expect(evaluationTaskOf(own)).toBe(own);
  const few = fewShotTask({heldOutCharacters: 4});
  expect(() => evaluationTaskOf(few)).toThrow('few-shot.classes must be an integer at most 4, got 5');
});
