import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {expect, test} from 'vitest';
import {type Comparison, runGoldenCheck} from './goldenCheck.js';

useBackend('cpu');

const TOLERANCE = {absolute: 1e-3, relative: 0};
const golden = {shape: [2], data: [4, -8]};

const outcomeOf = (run: (compare: Comparison) => Promise<void>) => runGoldenCheck({name: 'a check', run});

test('deviations are the largest of all that was compared, those of gradients relative', async () => {
  const {check, outcome, deviations} = await outcomeOf(async (compare) => {
    await compare.value('first', tf.tensor1d([4, -8.5]), golden, {absolute: 1});
    await compare.value('second', tf.tensor1d([4.25, -8]), golden, {absolute: 1});
    await compare.gradient('first', tf.tensor1d([4.25, -8]), golden, {absolute: 1});
  });
  expect(check).toBe('a check');
  expect(outcome).toEqual({status: 'passed'});
  expect(deviations).toEqual({values: 0.5, gradients: 0.03125});
});

test('names every value that deviates too far', async () => {
  const {outcome} = await outcomeOf(async (compare) => {
    await compare.value('output', tf.tensor1d([4, -8.01]), golden, TOLERANCE);
    await compare.gradient('inputs', tf.tensor1d([Number.NaN, -8]), golden, TOLERANCE);
    await compare.gradient('weights', tf.tensor1d([4, -8]), golden, TOLERANCE);
  });
  expect(outcome.status).toBe('failed');
  const {message} = outcome as {message: string};
  expect(message).toMatch(/^output: element 1 is -8.01.*\ngradient of inputs: element 0 is NaN/);
  expect(message).not.toMatch(/weights/);
});

test('an error and a variable that is left are failures', async () => {
  const thrown = await outcomeOf(async () => {
    throw new Error('no such op');
  });
  expect(thrown.outcome).toEqual({status: 'failed', message: 'no such op'});
  const variables: tf.Variable[] = [];
  const left = await outcomeOf(async () => {
    variables.push(tf.variable(tf.zeros([1])));
  });
  expect(left.outcome).toEqual({status: 'failed', message: '1 tensors are left'});
  tf.dispose(variables);
});
