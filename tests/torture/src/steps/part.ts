import {createModel, type ModelConfig} from '@ntmjs/presets';
import {createTask, RandomStream} from '@ntmjs/tasks';
import {type CompileMode, createOptimizer, createTrainingStep, type TrainingStep} from '@ntmjs/training';
import {start as startBackend} from '../backend.js';
import {Flatness, type Held, held} from '../memory.js';
import type {Outcome, Part, RunCase} from '../part.js';

const config: ModelConfig = {
  ...{architecture: 'ntm', controller: {type: 'lstm', units: 8}},
  ...{memory: {rows: 8, width: 4}, heads: ['read', 'write']},
};

/** Takes training steps, and holds what the process holds to what it held after the first ones. */
export function stepsCase(
  takeSteps: () => Promise<void>,
  steps: number,
  kind: string,
  measure: () => Held = held,
): RunCase {
  const flatness = new Flatness();
  return async (): Promise<Outcome> => {
    await takeSteps();
    return {counts: {[kind]: steps}, failure: flatness.growthIn(measure())};
  };
}

/** A part of so many training steps on one model, in blocks. */
function stepsPart(mode: CompileMode, total: number, block: number): Part {
  const engine = mode === 'auto' ? 'compiled' : 'eager';
  return {
    name: engine,
    title: `${engine} training steps, one after the other`,
    holds: 'the number and the bytes of tensors stay the same, and the memory of the process does not grow',
    count: total,
    perCase: block,
    limit: 600,
    nodeArguments: ['--expose-gc'],
    async start({seed}) {
      await startBackend('cpu');
      const task = createTask('copy', {maxLength: 3, vectorWidth: 3});
      const optimizer = createOptimizer({type: 'adam', learningRate: 1e-4});
      const model = createModel(config, task, seed);
      const step: TrainingStep = await createTrainingStep(model, optimizer, {globalNorm: 1}, mode);
      if (step.engine !== engine) throw new Error(`the step is ${step.engine}: ${step.reason}`);
      const random = new RandomStream(seed, 'train');
      const takeSteps = async () => {
        for (let taken = 0; taken < block; taken++) await step.run(task.sample(random, 2));
        await step.sync();
      };
      return stepsCase(takeSteps, block, `${engine} steps`);
    },
  };
}

export const compiledSteps = stepsPart('auto', 1_000_000, 5000);
export const eagerSteps = stepsPart('never', 10_000, 100);
