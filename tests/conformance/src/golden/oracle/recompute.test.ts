import {expectClose} from '@ntmjs/test-support/close';
import type {GoldenArray} from '@ntmjs/test-support/goldenArray';
import {uniformNumbers} from '@ntmjs/test-support/random';
import {expect, test} from 'vitest';
import {headFiles} from '../headFile.js';
import {machineFiles} from '../machineFile.js';
import {recomputeHead, recomputeMachine} from './recompute.js';

/** The files hold 12 significant digits of what they were computed from, which leaves results uncertain by about as much. */
const ROUNDING = {absolute: 2e-12, relative: 2e-11};

/** The step of central differences. */
const STEP = 1e-5;

const isArray = (value: object): value is GoldenArray => 'shape' in value && 'data' in value;

/** Every array in a part of a golden file, by its path. */
function arraysIn(value: unknown, path: string): (GoldenArray & {readonly path: string})[] {
  if (typeof value === 'number') return [{path, shape: [], data: [value]}];
  if (typeof value !== 'object' || value === null) throw new Error(`${path} is ${value}`);
  if (isArray(value)) return [{path, ...value}];
  return Object.entries(value).flatMap(([name, part]) => arraysIn(part, `${path}.${name}`));
}

function expectAgreement(recomputed: unknown, committed: unknown): void {
  const actual = arraysIn(recomputed, 'file');
  const expected = arraysIn(committed, 'file');
  expect(actual.map(({path, shape}) => ({path, shape}))).toEqual(
    expected.map(({path, shape}) => ({path, shape})),
  );
  for (const [index, {path, data}] of expected.entries()) {
    try {
      expectClose(actual[index]!.data, data, ROUNDING);
    } catch (error) {
      throw new Error(`${path}: ${(error as Error).message}`);
    }
  }
}

/** The same part of a file with every number moved by `step` along a direction: the numbers of `directions` in their order. */
function moved<T>(value: T, directions: readonly number[], step: number): T {
  let next = 0;
  const move = (part: unknown): unknown => {
    if (typeof part === 'number') return part + step * directions[next++]!;
    if (Array.isArray(part)) return part.map(move);
    if (typeof part !== 'object' || part === null) throw new Error(`a file that holds ${part}`);
    if (isArray(part)) return {shape: part.shape, data: part.data.map(move)};
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, move(inner)]));
  };
  return move(value) as T;
}

/** Expects gradients to be the slope of a function along random directions. */
function expectSlopes<T>(at: T, gradients: T, lossOf: (at: T) => number): void {
  const flat = arraysIn(gradients, 'file').flatMap(({data}) => data);
  for (const seed of [1, 2, 3, 4]) {
    const directions = uniformNumbers(seed, flat.length);
    const slope = flat.reduce((sum, gradient, index) => sum + gradient * directions[index]!, 0);
    const [above, below] = [STEP, -STEP].map((step) => lossOf(moved(at, directions, step)));
    expectClose([(above! - below!) / (2 * STEP)], [slope], {absolute: 1e-8, relative: 1e-8});
  }
}

test.each(Object.entries(headFiles))('%s is what the equations give', (_, file) => {
  const {expected, gradients} = recomputeHead(file);
  expectAgreement({expected, gradients}, {expected: file.expected, gradients: file.gradients});
});

test.each(Object.entries(machineFiles))('%s is what the equations give', (_, file) => {
  const {expected, gradients} = recomputeMachine(file);
  expectAgreement({expected, gradients}, {expected: file.expected, gradients: file.gradients});
});

test.each(Object.entries(headFiles))('the gradients of %s are slopes', (_, {inputs, cotangents}) => {
  const {gradients} = recomputeHead({inputs, cotangents});
  expectSlopes(inputs, gradients, (at) => recomputeHead({inputs: at, cotangents}).objective);
});

test.each(Object.entries(machineFiles))('the gradients of %s are slopes', (_, file) => {
  const {parameters, inputs, initialState} = file;
  const {gradients} = recomputeMachine(file);
  expectSlopes(
    {parameters, inputs, initialState},
    gradients,
    (at) => recomputeMachine({...file, ...at}).expected.loss,
  );
});
