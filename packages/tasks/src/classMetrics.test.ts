import {ArgumentError} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import {presentationAccuracy} from './classMetrics.js';
import type {Episodes} from './episodes.js';

/** Episodes that show these classes one after the other, of three. */
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

test('a table: right answers of each class at each time that it is shown', () => {
  const episodes = episodesOf([0, 1, 0, 2, 2, 1], [2, 2, 2, 2, 0, 1]);
  const logits = answers([0, 2, 0, 2, 1, 1], [2, 2, 0, 2, 0, 1]);
  const accuracies = [1, 2, 3, 4].map((presentation) => presentationAccuracy(presentation)(logits, episodes));
  expect(accuracies).toEqual([
    [2 / 3, 1],
    [2 / 3, 1],
    [Number.NaN, 0],
    [Number.NaN, 1],
  ]);
});

test('the answer is the largest logit, whatever its sign', () => {
  const episodes = episodesOf([1]);
  const accuracy = presentationAccuracy(1);
  expect(accuracy([-5, -4, -6], episodes)).toEqual([1]);
  expect(accuracy([5, 4, 3], episodes)).toEqual([0]);
});

test('neither a tie nor a NaN is an answer', () => {
  const accuracy = presentationAccuracy(1);
  expect(accuracy([1, 1, 0], episodesOf([0]))).toEqual([0]);
  expect(accuracy([1, 1, 0], episodesOf([1]))).toEqual([0]);
  expect(accuracy([Number.NaN, 1, 0], episodesOf([1]))).toEqual([0]);
  expect(accuracy([0, Number.NaN, 0], episodesOf([1]))).toEqual([0]);
});

test('steps that are not answering steps do not count', () => {
  const episodes = episodesOf([0, 0, 0]);
  episodes.mask[0] = 0;
  expect(presentationAccuracy(1)(answers([1, 0, 1]), episodes)).toEqual([1]);
  expect(presentationAccuracy(2)(answers([1, 0, 1]), episodes)).toEqual([0]);
});

test('too few logits are refused', () => {
  const call = () => presentationAccuracy(1)([1, 2], episodesOf([0]));
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow('logits.length must be 3, one for each target, got 2');
});
