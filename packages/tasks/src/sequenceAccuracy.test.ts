import {ArgumentError} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import type {Episodes} from './episodes.js';
import {sequenceAccuracies} from './sequenceAccuracy.js';

const {coarse, fine} = sequenceAccuracies;

/** Episodes that ask for these symbols one after the other, of three, after a step that asks nothing. */
function episodesOf(...sequences: number[][]): Episodes {
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

/** Logits that answer with these symbols, whatever at the step that asks nothing. */
function answers(...sequences: number[][]): number[] {
  return sequences.flatMap((symbols) =>
    [1, ...symbols].flatMap((symbol) => [0, 1, 2].map((index) => (index === symbol ? -0.5 : -2))),
  );
}

test('a table', () => {
  const episodes = episodesOf([0, 1, 2, 1], [2, 2, 0, 0], [1, 0, 0, 2], [0, 0, 0, 1]);
  const logits = answers([0, 1, 2, 1], [2, 2, 1, 0], [0, 0, 0, 2], [0, 0, 0, 0]);
  expect(fine(logits, episodes)).toEqual([1, 0.5, 0, 0.75]);
  expect(coarse(logits, episodes)).toEqual([1, 0, 0, 0]);
});

test('neither a tie nor a NaN is an answer', () => {
  const episodes = episodesOf([0, 1]);
  const logits = answers([0, 1]);
  expect(coarse(logits.with(4, -0.5), episodes)).toEqual([0]);
  expect(fine(logits.with(7, Number.NaN), episodes)).toEqual([0.5]);
});

test('too few logits are refused', () => {
  for (const metric of [coarse, fine]) {
    const call = () => metric([1, 2], episodesOf([0]));
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow('logits.length must be 6, one for each target, got 2');
  }
});
