import {nGramsTask, RandomStream} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import {differentRows, followed, usesOf} from './contexts.js';

const ORDER = 3;
const random = new RandomStream(1);
/** An episode of fair coins, in which all contexts are equally frequent. */
const episode = {
  ...nGramsTask({order: ORDER, steps: 400}).sample(random, 1),
  inputs: Float32Array.from({length: 400}, (_, step) => (step === 0 ? 0 : 2 * random.integer(0, 1) - 1)),
};

/** The bits of the episode that each step can know, newest last. */
const bitsBefore = (step: number, count: number) =>
  Array.from({length: count}, (_, index) => Number(episode.inputs[step - count + 1 + index]! > 0));

/** A head that attends to one row at each step. */
function head(label: string, rows: number, rowAt: (step: number) => number) {
  const data = new Float32Array(episode.steps * rows);
  for (let step = 0; step < episode.steps; step++) data[step * rows + rowAt(step)] = 1;
  return {label, kind: 'read', index: 0, values: {weighting: {shape: [episode.steps, rows], data}}} as const;
}

const asNumber = (bits: readonly number[]) => bits.reduce((number, bit) => 2 * number + bit, 0);

/** The uses of one head, by the kind of context. */
function used(rows: number, rowAt: (step: number) => number) {
  const [predicted, shown] = usesOf([{episode, trace: {heads: [head('read head', rows, rowAt)]}}], ORDER);
  return {predicted: predicted!, shown: shown!};
}

test('rows that are labels of the context that is predicted', () => {
  const {predicted, shown} = used(8, (step) => (step < 2 ? 7 : 6 - asNumber(bitsBefore(step, 2))));
  expect(predicted).toMatchObject({rows: [6, 5, 4, 3], sameRow: 1, tellsContext: 1, attention: 1});
  expect(differentRows(predicted)).toBe(4);
  expect(predicted.weights[1]).toEqual([0, 0, 0, 0, 0, 1, 0, 0]);
  expect(shown.sameRow).toBeLessThan(0.9);
  expect(followed([shown, predicted])).toEqual([predicted]);
});

test('rows that are labels of the context whose next bit is shown', () => {
  const {predicted, shown} = used(8, (step) => (step < 3 ? 7 : asNumber(bitsBefore(step - 1, 2))));
  expect(shown).toMatchObject({rows: [0, 1, 2, 3], sameRow: 1, tellsContext: 1});
  expect(predicted.tellsContext).toBeLessThan(0.9);
});

test('one row for all contexts is always the same and tells none', () => {
  const {predicted} = used(8, () => 2);
  expect(predicted).toMatchObject({rows: [2, 2, 2, 2], sameRow: 1});
  expect(differentRows(predicted)).toBe(1);
  expect(predicted.tellsContext).toBeLessThan(0.6);
});

test('two rows for a context tell it, and neither is the same at all steps', () => {
  const {predicted} = used(8, (step) => (step < 2 ? 0 : 2 * asNumber(bitsBefore(step, 2)) + (step % 2)));
  expect(predicted.tellsContext).toBe(1);
  expect(predicted.sameRow).toBeGreaterThan(0.45);
  expect(predicted.sameRow).toBeLessThan(0.65);
});

test('the greatest weight counts, and the mean of all weights is kept', () => {
  const data = new Float32Array(episode.steps * 2);
  for (let step = 0; step < episode.steps; step++) data.set([0.25, 0.75], 2 * step);
  const weighting = {shape: [episode.steps, 2], data};
  const trace = {heads: [{label: 'write head', kind: 'write', index: 0, values: {weighting}}]} as never;
  const [use] = usesOf([{episode, trace}], ORDER);
  expect(use).toMatchObject({head: 'write head', of: 'predicted', rows: [1, 1, 1, 1], attention: 0.75});
  expect(use!.weights[0]![0]).toBeCloseTo(0.25);
});
