import {createTask} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/test-support';
import {expect, test, vi} from 'vitest';
import {lstmModel, weightsOf} from './fixtures/models.js';
import {createOptimizer} from './optimizers/createOptimizer.js';
import {train} from './train.js';
import type {TrainArgs} from './trainArgs.js';
import type {TrainEvent} from './trainEvent.js';

useBackend('cpu');

/** Whether steps have a moment while other threads compute: workers, which have it, need the built package. */
const host = vi.hoisted(() => ({shared: true}));

vi.mock('./trainingStep.js', async (original) => {
  const module = await original<typeof import('./trainingStep.js')>();
  return {
    ...module,
    async createTrainingStep(...args: Parameters<typeof module.createTrainingStep>) {
      const step = await module.createTrainingStep(...args);
      const {run} = step;
      step.run = (episodes, {meanwhile, ...others} = {}) => {
        if (host.shared) meanwhile!();
        return run.call(step, episodes, others);
      };
      return step;
    },
  };
});

const task = createTask('copy', {vectorWidth: 2, maxLength: 2});

async function trained(given: Partial<TrainArgs>) {
  const events: TrainEvent[] = [];
  const model = lstmModel(task);
  const args = {
    ...{model, task, optimizer: createOptimizer({type: 'adam', learningRate: 1e-3}), seed: 1, batch: 4},
    ...{sequences: 30, reportEvery: 8, clip: {}, ...given},
  };
  for await (const event of train(args)) events.push(event);
  const numbers = events.map(({report: {bits, wrongBits, sequences}, state: {random}}) => [
    ...[bits, wrongBits, sequences, random],
  ]);
  return {numbers, weights: weightsOf(model), events};
}

test.each([
  ['all batches', {}],
  ['a curriculum', {curriculum: {type: 'doubling', part: 'length', start: 1, below: 1e9, window: 4}}],
] as [string, Partial<TrainArgs>][])('%s: drawing ahead changes nothing', async (_, args) => {
  host.shared = true;
  const ahead = await trained(args);
  host.shared = false;
  const usual = await trained(args);
  expect(ahead.numbers).toEqual(usual.numbers);
  expect(ahead.weights).toEqual(usual.weights);
});
