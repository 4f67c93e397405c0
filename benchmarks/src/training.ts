import {runnerOf} from '@ntmjs/compile';
import {bitsPerSequence, copyTask, type Episodes, RandomStream} from '@ntmjs/tasks';
import {
  createOptimizer,
  createTrainingStep,
  type DeclaredOptimizer,
  type TrainingStep,
} from '@ntmjs/training';
import {type LayersModel, RNN} from '@tensorflow/tfjs-layers';
import {bits} from './cases.js';
import {buildModel, type ModelSpec} from './models.js';
import {requireFinite, type Work, type WorkArgs} from './work.js';

const clip = {elementwise: 10};

/**
 * Prepares training of a model on the copy task with the paper's optimizer, on the current backend. A step is that of a
 * training loop: it samples episodes, with several threads while these compute, runs forward, loss, backward, clipping and update, and
 * has the loss of each sequence, which compiled steps measure and others' logits give.
 *
 * @throws Error if the model does not train on that engine
 */
export async function startTraining(spec: ModelSpec, args: WorkArgs): Promise<Work> {
  const {engine, batch, length} = args;
  const task = copyTask({vectorWidth: bits});
  const model = buildModel(spec, task);
  const optimizer = createOptimizer({type: 'gravesRmsProp', learningRate: 1e-4});
  const random = new RandomStream(1, 'benchmark');
  const start = performance.now();
  const step = await createStep(model, optimizer, args);
  const sample = () => task.sample(random, batch, {length});
  let next: Episodes | undefined;
  const meanwhile = () => {
    next = sample();
  };
  return {
    model,
    compileMilliseconds: engine === 'eager' ? undefined : performance.now() - start,
    async step() {
      const episodes = next ?? sample();
      next = undefined;
      const measures =
        engine === 'compiled'
          ? {bits: new Float64Array(batch), wrongBits: new Float64Array(batch)}
          : undefined;
      const logits = await step.run(episodes, {meanwhile, measures});
      return requireFinite(measures === undefined ? bitsPerSequence(logits, episodes) : mean(measures.bits));
    },
  };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The training step of `@ntmjs/training`, which must run on that engine. */
async function createStep(
  model: LayersModel,
  optimizer: DeclaredOptimizer,
  {engine, threads = 1, relaxedSimd = false}: WorkArgs,
): Promise<TrainingStep> {
  const mode = engine === 'eager' ? 'never' : 'auto';
  const step = await createTrainingStep(model, optimizer, clip, mode, threads, relaxedSimd);
  if (step.engine !== engine) {
    throw new Error(
      `the engine is ${step.engine} instead of ${engine}: ${step.reason ?? 'the whole step is compiled'}`,
    );
  }
  // A layer is traced when it first runs, and falls back to eager execution if it cannot be: trace it now, which throws then.
  if (engine === 'layers compiled')
    for (const layer of model.layers) if (layer instanceof RNN) runnerOf(layer);
  return step;
}
