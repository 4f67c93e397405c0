import {readFileSync} from 'node:fs';
import {added, addressed, erased, readVector, softmax, useBackend} from '@ntmjs/test-support';
import {expectClose} from '@ntmjs/test-support/close';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {root} from '../../../docs/.vitepress/repository.js';
import {type CopyEpisode, copyEpisode} from '../../../docs/.vitepress/theme/figures/copy.js';
import {columnOf, type Matrix} from '../../../docs/.vitepress/theme/figures/matrix.js';

useBackend('cpu');

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));
const softplus = (value: number) => Math.log1p(Math.exp(value));

/** Takes numbers off a list, part after part. */
function parts(numbers: ArrayLike<number>) {
  let next = 0;
  const take = (count: number) => Array.from({length: count}, () => numbers[next++]!);
  /** A linear map: its matrix, row by row, and its bias. */
  const linear = (inputs: number, outputs: number) => {
    const [kernel, bias] = [take(inputs * outputs), take(outputs)];
    return (input: readonly number[]) =>
      bias.map((value, output) =>
        input.reduce((sum, each, index) => sum + each * kernel[index * outputs + output]!, value),
      );
  };
  return {take, linear};
}

/** What the network does, from its file of weights, in double precision and with plain loops: its architecture is on its card. */
function expectedSteps(inputs: readonly number[][]) {
  const file = readFileSync(new URL('packages/pretrained/models/copy-ntm-feedforward/weights.bin', root));
  const {linear} = parts(new Float32Array(new Uint8Array(file).buffer));
  const [controller, interfaceMap, output] = [linear(29, 100), linear(100, 92), linear(120, 8)];
  let memory = Array.from({length: 128}, () => new Array<number>(20).fill(1e-6));
  const first = memory.map((_, row) => Number(row === 0));
  let [writing, reading] = [first, first];
  let read = new Array<number>(20).fill(0);
  return inputs.map((input) => {
    const hidden = controller([...input, ...read]).map(Math.tanh);
    const {take} = parts(interfaceMap(hidden));
    const addressing = () => ({
      key: take(20),
      keyStrength: softplus(take(1)[0]!),
      interpolationGate: sigmoid(take(1)[0]!),
      shiftWeights: softmax(take(3)),
      sharpening: 1 + softplus(take(1)[0]!),
    });
    const write = addressing();
    writing = addressed(memory, write, writing);
    memory = erased(memory, writing, take(20).map(sigmoid));
    memory = added(memory, writing, take(20));
    const reader = addressing();
    reading = addressed(memory, reader, reading);
    read = readVector(memory, reading);
    const answer = output([...hidden, ...read]).map(sigmoid);
    return {
      memory,
      answer,
      heads: [
        {...write, weighting: writing},
        {...reader, weighting: reading},
      ],
    };
  });
}

const stepsOf = (matrix: Matrix) =>
  Array.from({length: matrix.columns}, (_, step) => Array.from(columnOf(matrix, step).values));

test('all that the figure shows is what the weights compute', async () => {
  const episode = await copyEpisode(2, 12);
  const tolerance = {absolute: 1e-3};
  const expected = expectedSteps(stepsOf(episode.inputs));
  expect(episode.rows.length).toBeLessThan(20);
  for (const [step, {memory, answer, heads}] of expected.entries()) {
    const shown = (values: readonly number[]) => episode.rows.map((row) => values[row]!);
    expectClose(
      episode.memories[step]!.values,
      episode.rows.flatMap((row) => memory[row]!),
      tolerance,
    );
    if (episode.phases[step] === 'answer') expectClose(stepsOf(episode.outputs)[step]!, answer, tolerance);
    for (const [index, {weighting, ...parameters}] of heads.entries()) {
      const head = episode.heads[index]!;
      expectClose(stepsOf(head.attention)[step]!, shown(weighting), tolerance);
      const now = head.steps[step]!;
      expectClose([now.share], [weighting[now.row]!], tolerance);
      expectClose([now.share], [Math.max(...weighting)], tolerance);
      for (const name of ['keyStrength', 'interpolationGate', 'shiftWeights', 'sharpening'] as const) {
        expectClose([now[name]].flat(), [parameters[name]].flat(), tolerance);
      }
    }
  }
  expect(episode.most).toBeCloseTo(
    Math.max(...episode.memories.flatMap(({values}) => Array.from(values, Math.abs))),
    5,
  );
});

test('an episode is vectors, the delimiter, and the same vectors as the answer, different for each seed', async () => {
  const [first, second] = [await copyEpisode(1, 5), await copyEpisode(2, 5)];
  const inputs = stepsOf(first.inputs);
  const vectors = inputs.slice(0, 5).map((input) => input.slice(0, 8));
  const nothing = new Array(8).fill(0);
  expect(stepsOf(first.targets)).toEqual([...new Array(6).fill(nothing), ...vectors]);
  expect(inputs.map((input) => input[8])).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
  expect(inputs.slice(5).map((input) => input.slice(0, 8))).toEqual(new Array(6).fill(nothing));
  expect(first.phases).toEqual([...new Array(5).fill('input'), 'delimiter', ...new Array(5).fill('answer')]);
  expect(inputs).not.toEqual(stepsOf(second.inputs));
});

describe.each([
  [1, 1],
  [1, 10],
  [2, 20],
  [3, 60],
])('what the page says of it, seed %i, %i vectors:', (seed, length) => {
  let episode: CopyEpisode;
  beforeAll(async () => {
    episode = await copyEpisode(seed, length);
  });
  const rowsOf = (head: number) => episode.heads[head]!.steps.map(({row}) => row);

  test('it makes no mistake', () => {
    expect(episode).toMatchObject({bits: 8 * length, wrongBits: 0});
    const rounded = stepsOf(episode.outputs).map((bits) => bits.map(Math.round));
    expect(rounded).toEqual(stepsOf(episode.targets));
  });

  test('the write head moves on by a row for each vector, by shifting', () => {
    const {steps} = episode.heads[0]!;
    const written = rowsOf(0).slice(0, length);
    expect(written).toEqual(written.map((_, step) => written[0]! + step));
    const gates = steps.slice(0, length).map(({interpolationGate}) => interpolationGate);
    expect(gates.reduce((sum, gate) => sum + gate) / length).toBeLessThan(0.5);
    for (const {share, shiftWeights} of steps.slice(0, length)) {
      expect(share).toBeGreaterThan(0.9);
      expect(shiftWeights[2]).toBeGreaterThan(0.9);
    }
  });

  test('then its attention spreads over the memory', () => {
    for (const {share} of episode.heads[0]!.steps.slice(length + 1)) expect(share).toBeLessThan(0.2);
  });

  test('the read head waits in front of the first row that was written', () => {
    expect(new Set(rowsOf(1).slice(0, length))).toEqual(new Set([rowsOf(0)[0]! - 1]));
  });

  test('from the delimiter on it reads what was written, in its order, a step before each answer', () => {
    expect(rowsOf(1).slice(length, 2 * length)).toEqual(rowsOf(0).slice(0, length));
  });
});

test('episodes leave no tensor', async () => {
  await copyEpisode(1, 1);
  const {numTensors} = tf.memory();
  await copyEpisode(1, 3);
  expect(tf.memory().numTensors).toBe(numTensors);
});
