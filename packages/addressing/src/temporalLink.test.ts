import {ArgumentError} from '@ntmjs/arguments';
import {
  anyNumbers,
  describeOnBackends,
  distributions,
  eachSample,
  expectClose,
  expectGradients,
  expectNoLeak,
  rowsOf,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {oneHotWeighting} from './initial.js';
import {backwardWeighting, forwardWeighting, updateLink, updatePrecedence} from './temporalLink.js';

const rows = 4;

function linked(link: number[], wrote: number[], before: number[]): number[] {
  return rowsOf(link, rows).flatMap((values, i) =>
    values.map((value, j) => (i === j ? 0 : (1 - wrote[i]! - wrote[j]!) * value + wrote[i]! * before[j]!)),
  );
}

function preceding(before: number[], wrote: number[]): number[] {
  const sum = wrote.reduce((total, weight) => total + weight, 0);
  return before.map((weight, row) => (1 - sum) * weight + wrote[row]!);
}

const oneHot = (row: number) => oneHotWeighting(1, rows, row);

/** Link and precedence after writes one after the other. */
function after(writes: readonly tf.Tensor2D[]): {link: tf.Tensor3D; precedence: tf.Tensor2D} {
  let [link, precedence] = [tf.zeros<tf.Rank.R3>([1, rows, rows]), tf.zeros<tf.Rank.R2>([1, rows])];
  for (const wrote of writes) {
    link = updateLink(link, wrote, precedence);
    precedence = updatePrecedence(precedence, wrote);
  }
  return {link, precedence};
}

/** What a head may write in a step: a distribution, as much of it as a gate lets through. */
const anyWrite = fc
  .tuple(anyNumbers(rows, 0, 1), fc.double({min: 0, max: 1, noNaN: true}))
  .map(([shares, gate]) => {
    const sum = shares.reduce((total, share) => total + share, 0);
    return shares.map((share) => (sum > 1e-3 ? (gate * share) / sum : 0));
  });

describeOnBackends('temporal links', () => {
  test('writes in whole rows are followed forward and backward', () => {
    const {link, precedence} = after([2, 0, 3].map(oneHot));
    expectClose(precedence, oneHot(3).dataSync());
    expectClose(forwardWeighting(link, oneHot(2)), oneHot(0).dataSync());
    expectClose(forwardWeighting(link, oneHot(0)), oneHot(3).dataSync());
    expectClose(backwardWeighting(link, oneHot(3)), oneHot(0).dataSync());
    expectClose(backwardWeighting(link, oneHot(0)), oneHot(2).dataSync());
    expectClose(forwardWeighting(link, oneHot(3)), [0, 0, 0, 0]);
    expectClose(backwardWeighting(link, oneHot(2)), [0, 0, 0, 0]);
    expectClose(forwardWeighting(link, oneHot(1)), [0, 0, 0, 0]);
  });

  test('a row that is written again forgets what came before and after it', () => {
    const {link} = after([2, 0, 3, 0].map(oneHot));
    expectClose(forwardWeighting(link, oneHot(2)), [0, 0, 0, 0]);
    expectClose(forwardWeighting(link, oneHot(3)), oneHot(0).dataSync());
  });

  test('a step that writes nothing changes nothing', () => {
    const [before, later] = [[2, 0].map(oneHot), [oneHot(2), oneHot(0), tf.zeros<tf.Rank.R2>([1, rows])]];
    expectClose(after(later).link, after(before).link.dataSync());
    expectClose(after(later).precedence, after(before).precedence.dataSync());
  });

  test.each([1, 2])('values and gradients are those of the oracles for %i samples', (batch) => {
    const link = {shape: [batch, rows, rows], values: uniformNumbers(1, batch * rows * rows, 0, 0.3)};
    const weighting = (seed: number) => ({shape: [batch, rows], values: distributions(seed, batch, rows)});
    const oracle = (sample: (...parts: never[]) => number[]) =>
      eachSample(batch, sample as (...parts: number[][]) => number[]);
    expectGradients({op: updateLink, oracle: oracle(linked), inputs: [link, weighting(2), weighting(3)]});
    expectGradients({op: updatePrecedence, oracle: oracle(preceding), inputs: [weighting(2), weighting(3)]});
    const forward = (link: number[], from: number[]) =>
      rowsOf(link, rows).map((row) => row.reduce((sum, value, j) => sum + value * from[j]!, 0));
    const backward = (link: number[], from: number[]) =>
      from.map((_, j) => rowsOf(link, rows).reduce((sum, row, i) => sum + row[j]! * from[i]!, 0));
    expectGradients({op: forwardWeighting, oracle: oracle(forward), inputs: [link, weighting(4)]});
    expectGradients({op: backwardWeighting, oracle: oracle(backward), inputs: [link, weighting(4)]});
  });

  test('no sum of a row or column is above 1, none is negative, and nothing links to itself', () => {
    fc.assert(
      fc.property(fc.array(anyWrite, {minLength: 1, maxLength: 8}), (writes) => {
        tf.tidy(() => {
          const {link, precedence} = after(writes.map((wrote) => tf.tensor2d([wrote])));
          const values = rowsOf(link.dataSync(), rows);
          for (const [i, row] of values.entries()) {
            expect(row[i]).toBe(0);
            expect(Math.min(...row)).toBeGreaterThanOrEqual(-1e-6);
            expect(row.reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(1 + 1e-5);
            expect(values.reduce((sum, other) => sum + other[i]!, 0)).toBeLessThanOrEqual(1 + 1e-5);
          }
          expect(tf.min(precedence).dataSync()[0]).toBeGreaterThanOrEqual(-1e-6);
          expect(tf.sum(precedence).dataSync()[0]).toBeLessThanOrEqual(1 + 1e-5);
        });
      }),
    );
  });

  test('leaves no tensor behind', () => {
    const [link, weighting] = [tf.zeros<tf.Rank.R3>([2, rows, rows]), tf.zeros<tf.Rank.R2>([2, rows])];
    expectNoLeak(() => updateLink(link, weighting, weighting));
    expectNoLeak(() => updatePrecedence(weighting, weighting));
    expectNoLeak(() => [forwardWeighting(link, weighting), backwardWeighting(link, weighting)]);
    const gradients = tf.grads(updateLink as (...inputs: tf.Tensor[]) => tf.Tensor);
    expectNoLeak(() => gradients([link, weighting, weighting]));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const zeros = (...shape: number[]) => tf.zeros(shape) as never;

  test.each([
    [
      () => updateLink(zeros(2, 4, 4), zeros(4), zeros(2, 4)),
      'writeWeighting must be a tensor of shape [batch, rows] = [?, ?], got a tensor of shape [4]',
    ],
    [
      () => updateLink(zeros(2, 4, 3), zeros(2, 4), zeros(2, 4)),
      'previousLink must be a tensor of shape [batch, rows, rows] = [2, 4, 4], got a tensor of shape [2, 4, 3]',
    ],
    [
      () => updateLink(zeros(2, 4, 4), zeros(2, 4), zeros(2, 3)),
      'previousPrecedence must be a tensor of shape [batch, rows] = [2, 4], got a tensor of shape [2, 3]',
    ],
    [
      () => updatePrecedence(zeros(4), zeros(2, 4)),
      'previousPrecedence must be a tensor of shape [batch, rows] = [?, ?], got a tensor of shape [4]',
    ],
    [
      () => updatePrecedence(zeros(2, 4), zeros(1, 4)),
      'writeWeighting must be a tensor of shape [batch, rows] = [2, 4], got a tensor of shape [1, 4]',
    ],
    [
      () => forwardWeighting(zeros(2, 4, 4), zeros(4)),
      'readWeighting must be a tensor of shape [batch, rows] = [?, ?], got a tensor of shape [4]',
    ],
    [
      () => backwardWeighting(zeros(2, 3, 4), zeros(2, 4)),
      'link must be a tensor of shape [batch, rows, rows] = [2, 4, 4], got a tensor of shape [2, 3, 4]',
    ],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
