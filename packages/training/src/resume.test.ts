import {useBackend, useFolder} from '@ntmjs/test-support';
import type * as tf from '@tensorflow/tfjs-core';
import {initializers, type LayersModel, layers, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import type {CompileMode} from './engine.js';
import {lstmModel} from './fixtures/models.js';
import {configWith, task, versions} from './fixtures/runs.js';
import {createOptimizer, type OptimizerConfig} from './optimizers/createOptimizer.js';
import {Run} from './runs/run.js';
import {train} from './train.js';
import type {TrainArgs} from './trainArgs.js';
import type {TrainState} from './trainEvent.js';

const path = useFolder();

/** A model that is one recurrent layer, which is compiled as a whole. */
function alone(): LayersModel {
  const kernel = (seed: number) => initializers.glorotUniform({seed});
  const shapes = {units: task.outputSize, inputShape: [null, task.inputSize], returnSequences: true};
  return sequential({
    layers: [layers.lstm({...shapes, kernelInitializer: kernel(1), recurrentInitializer: kernel(2)})],
  });
}

const OPTIMIZERS: OptimizerConfig[] = [
  {type: 'gravesRmsProp', learningRate: 3e-3},
  {type: 'adam', learningRate: 3e-3, beta2: 0.99},
  {type: 'adamw', learningRate: 3e-3, weightDecay: 0.1},
  {type: 'sgd', learningRate: 3e-2, nesterov: true},
];

const ENGINES: [string, () => LayersModel, CompileMode][] = [
  ['compiled', alone, 'auto'],
  ['layers compiled', () => lstmModel(task), 'auto'],
  ['eager', alone, 'never'],
];

/** Everything that training sets going, with batches that do not divide the budget. */
const options = {
  task,
  seed: 3,
  batch: 4,
  window: 10,
  reportEvery: 4,
  clip: {globalNorm: 1},
  learningRateDecay: {to: 0.1, over: 60},
  curriculum: {type: 'doubling', part: 'length', start: 1, below: 2.5, window: 12},
} as const;

/** Trains up to so many sequences, or only to the event after so many, as if stopped there. */
async function trained(args: Pick<TrainArgs, 'model' | 'optimizer' | 'compile' | 'state'>, until = 70) {
  for await (const {report, state} of train({...options, ...args, sequences: 70})) {
    if (report.sequences >= until) return {state, engine: report.engine};
  }
  throw new Error('no end');
}

async function numbersOf(model: LayersModel, optimizer: tf.Optimizer, {seconds: _, ...state}: TrainState) {
  const tensors = [...model.getWeights(), ...(await optimizer.getWeights()).map(({tensor}) => tensor)];
  return {state, values: tensors.map((tensor) => tensor.dataSync())};
}

describe('a resumed run ends like an uninterrupted one, to the last bit', () => {
  useBackend('cpu');

  test.each(OPTIMIZERS.flatMap((args) => ENGINES.map((engine) => [args, ...engine] as const)))(
    '%o, %s',
    async (args, engine, create, compile) => {
      const [whole, wholeOptimizer] = [create(), createOptimizer(args)];
      const end = await trained({model: whole, optimizer: wholeOptimizer, compile});
      expect(end.engine).toBe(engine);
      expect(end.state.curriculum!.max).toBe(2);

      const run = await Run.create(path('run'), configWith(args), versions);
      const [first, firstOptimizer] = [create(), createOptimizer(args)];
      const {state} = await trained({model: first, optimizer: firstOptimizer, compile}, 8);
      await run.save({model: first, optimizer: firstOptimizer, state});

      let last = state;
      let [model, optimizer] = [first, firstOptimizer];
      for (const until of [24, 36, 70]) {
        [model, optimizer] = [await run.loadModel(), createOptimizer(args)];
        const loaded = await run.loadTraining(optimizer);
        expect(loaded).toEqual(last);
        last = (await trained({model, optimizer, compile, state: loaded}, until)).state;
        await run.save({model, optimizer, state: last});
      }
      expect(await numbersOf(model, optimizer, last)).toEqual(
        await numbersOf(whole, wholeOptimizer, end.state),
      );
    },
  );
});
