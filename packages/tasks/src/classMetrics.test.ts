import {ArgumentError} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import {presentationAccuracy, sequenceAccuracies, symbolAccuracy} from './classMetrics.js';
import type {Episodes} from './episodes.js';
import type {Metric} from './metrics.js';

const accuracyAt = (presentation: number) => presentationAccuracy(presentation).evaluate;

/** Episodes that expect these classes one after the other, of three. */
function episodesOf(...labels: number[][]): Episodes {
  const [batch, steps] = [labels.length, labels[0]!.length];
  return {
    batch,
    steps,
    inputSize: 1,
    outputSize: 3,
    inputs: new Float32Array(batch * steps),
    targets: Float32Array.from(
      labels.flat().flatMap((label) => [0, 1, 2].map((index) => +(index === label))),
    ),
    mask: new Float32Array(batch * steps).fill(1),
  };
}

/** Logits that answer with these classes. */
function answers(...labels: number[][]): number[] {
  return labels.flat().flatMap((label) => [0, 1, 2].map((index) => (index === label ? -0.5 : -2)));
}

test('accuracy of each class at each presentation', () => {
  const episodes = episodesOf([0, 1, 0, 2, 2, 1], [2, 2, 2, 2, 0, 1]);
  const logits = answers([0, 2, 0, 2, 1, 1], [2, 2, 0, 2, 0, 1]);
  const accuracies = [1, 2, 3, 4].map((presentation) => accuracyAt(presentation)(logits, episodes));
  expect(accuracies).toEqual([
    [2 / 3, 1],
    [2 / 3, 1],
    [Number.NaN, 0],
    [Number.NaN, 1],
  ]);
});

test('the answer is the largest logit, whatever its sign', () => {
  const episodes = episodesOf([1]);
  const accuracy = accuracyAt(1);
  expect(accuracy([-5, -4, -6], episodes)).toEqual([1]);
  expect(accuracy([5, 4, 3], episodes)).toEqual([0]);
});

test('neither a tie nor a NaN is an answer', () => {
  const accuracy = accuracyAt(1);
  expect(accuracy([1, 1, 0], episodesOf([0]))).toEqual([0]);
  expect(accuracy([1, 1, 0], episodesOf([1]))).toEqual([0]);
  expect(accuracy([Number.NaN, 1, 0], episodesOf([1]))).toEqual([0]);
  expect(accuracy([0, Number.NaN, 0], episodesOf([1]))).toEqual([0]);
});

test('steps that are not answering steps do not count', () => {
  const episodes = episodesOf([0, 0, 0]);
  episodes.mask[0] = 0;
  expect(accuracyAt(1)(answers([1, 0, 1]), episodes)).toEqual([1]);
  expect(accuracyAt(2)(answers([1, 0, 1]), episodes)).toEqual([0]);
});

test('accuracy rejects too few logits', () => {
  const call = () => accuracyAt(1)([1, 2], episodesOf([0]));
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow('logits.length must be 3 for [batch, steps, outputSize] = [1, 1, 3], got 2');
});

const [coarse, fine] = sequenceAccuracies.map(({evaluate}) => evaluate) as [
  Metric['evaluate'],
  Metric['evaluate'],
];

/** Episodes that expect these symbols, of three, one after the other, after a step without an answer. */
function sequencesOf(...sequences: number[][]): Episodes {
  const [batch, steps] = [sequences.length, sequences[0]!.length + 1];
  return {
    batch,
    steps,
    inputSize: 1,
    outputSize: 3,
    inputs: new Float32Array(batch * steps),
    targets: Float32Array.from(
      sequences.flatMap((symbols) => [
        ...[0, 0, 0],
        ...symbols.flatMap((symbol) => [0, 1, 2].map((index) => Number(index === symbol))),
      ]),
    ),
    mask: Float32Array.from(sequences.flatMap((symbols) => [0, ...symbols.map(() => 1)])),
  };
}

/** Logits that answer with these symbols, and with any at the step without an answer. */
function sequenceAnswers(...sequences: number[][]): number[] {
  return sequences.flatMap((symbols) =>
    [1, ...symbols].flatMap((symbol) => [0, 1, 2].map((index) => (index === symbol ? -0.5 : -2))),
  );
}

test('coarse and fine accuracies of sequences', () => {
  const episodes = sequencesOf([0, 1, 2, 1], [2, 2, 0, 0], [1, 0, 0, 2], [0, 0, 0, 1]);
  const logits = sequenceAnswers([0, 1, 2, 1], [2, 2, 1, 0], [0, 0, 0, 2], [0, 0, 0, 0]);
  expect(fine(logits, episodes)).toEqual([1, 0.5, 0, 0.75]);
  expect(coarse(logits, episodes)).toEqual([1, 0, 0, 0]);
});

test('accuracy is the share of symbols that are correct, wherever they are', () => {
  const episodes = sequencesOf([0, 1, 2, 1], [2, 2, 0, 0], [1, 0, 0, 2]);
  const logits = sequenceAnswers([0, 1, 2, 1], [0, 2, 1, 0], [0, 1, 2, 0]);
  expect(symbolAccuracy.evaluate(logits, episodes)).toEqual([1, 0.5, 0]);
});

test('answers may differ in their lengths: steps without an answer do not count', () => {
  const episodes = sequencesOf([0, 1, 2, 1], [2, 2, 0, 0]);
  episodes.mask.fill(0, 3, 5);
  const logits = sequenceAnswers([0, 2, 0, 0], [2, 1, 1, 1]);
  expect(symbolAccuracy.evaluate(logits, episodes)).toEqual([0.5, 0.25]);
});

test('in a sequence, neither a tie nor a NaN is an answer', () => {
  const episodes = sequencesOf([0, 1]);
  const logits = sequenceAnswers([0, 1]);
  expect(coarse(logits.with(4, -0.5), episodes)).toEqual([0]);
  expect(fine(logits.with(7, Number.NaN), episodes)).toEqual([0.5]);
  expect(symbolAccuracy.evaluate(logits.with(4, -0.5), episodes)).toEqual([0.5]);
});

test('accuracies of sequences reject too few logits', () => {
  for (const metric of [coarse, fine, symbolAccuracy.evaluate]) {
    const call = () => metric([1, 2], sequencesOf([0]));
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow('logits.length must be 6 for [batch, steps, outputSize] = [1, 2, 3], got 2');
  }
});

test('titles count presentations', () => {
  const titles = [1, 2, 3, 4, 11, 12, 21].map((presentation) => presentationAccuracy(presentation).title);
  expect(titles.join(', ')).toBe(
    'accuracy 1st, accuracy 2nd, accuracy 3rd, accuracy 4th, accuracy 11th, accuracy 12th, accuracy 21st',
  );
});
