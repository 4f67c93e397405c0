import {
  type MemoryLimit,
  machineMemory,
  requireKeys,
  requireMemory,
  requirePositiveInteger,
} from '@ntmjs/arguments';
import {isCompiled, runnerOf} from '@ntmjs/compile';
import {hasEpisodes, RandomStream, requireEpisodes, requireTask, type Task} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, RNN} from '@tensorflow/tfjs-layers';
import {createCurriculum, type Difficulty} from './curriculum.js';
import type {TrainingStep} from './engine.js';
import {requireModelFor} from './episodeTensors.js';
import {MemorySizes} from './memorySizes.js';
import {ruleOf} from './optimizers/createOptimizer.js';
import {type BatchShape, statesBytes, tensorMemory} from './statesMemory.js';
import {type TrainArgs, trainOptions} from './trainArgs.js';
import {createTrainingStep} from './trainingStep.js';

/** What training takes: bytes, but for `parameters`. */
export interface TrainingMemory {
  /** The number of the model's weights. */
  readonly parameters: number;
  readonly weights: number;
  /** The running values that the optimizer keeps for each weight. */
  readonly optimizer: number;
  /** A batch of the longest training episodes. */
  readonly episodes: number;
  /** What a training step on such a batch computes, and keeps for the backward pass. */
  readonly step: number;
  readonly total: number;
}

/** What decides how much memory training takes. */
export type TrainingMemoryArgs = Pick<
  TrainArgs,
  | 'model'
  | 'task'
  | 'optimizer'
  | 'sequences'
  | 'batch'
  | 'curriculum'
  | 'memorySizes'
  | 'withRows'
  | 'clip'
  | 'compile'
  | 'threads'
  | 'relaxedSimd'
>;

const NUMBER = Float32Array.BYTES_PER_ELEMENT;

/** The running values of an optimizer without a declaration, which has its own state. */
const UNKNOWN_SLOTS = 2;

/**
 * What `train` will take with these arguments. Nothing is trained. Of a compiled step it is exact, once the weights are made;
 * otherwise it is measured with batches of one and two sequences of two and three steps. A model with a stateful layer cannot be
 * tried so: its `step` is what its layers' states take.
 *
 * @throws ArgumentError if an argument is wrong, or names the model's states, `batch` or the steps of the task if it is more than there is: than
 *   the machine has, or tensors can have on the wasm backend, if steps are not compiled
 */
export async function trainingMemory(args: TrainingMemoryArgs): Promise<TrainingMemory> {
  requireKeys('trainingMemory', args, trainOptions);
  const {optimizer, clip = {}, compile = 'auto', curriculum, relaxedSimd} = args;
  const task = requireTask('task', args.task);
  const model = requireModelFor(args.model, task, `the task ${task.name}`);
  if (curriculum !== undefined) createCurriculum(curriculum, task);
  requirePositiveInteger('batch', args.batch ?? 1);
  requirePositiveInteger('sequences', args.sequences);
  const threads = requirePositiveInteger('threads', args.threads ?? 1);
  const shape = longestBatch(args);
  const variants = MemorySizes.of(model, args.memorySizes, args.withRows).models();
  let step: TrainingStep | undefined;
  try {
    const models = [model, ...variants];
    const isEager = compile === 'never';
    for (const each of models) requireTrial(each, isEager ? tensorMemory() : machineMemory());
    if (isEager) {
      const most = (each: BatchShape) => Math.max(...models.map((one) => statesBytes(one, each)));
      requireShape('the states of all steps', task, shape, most, tensorMemory());
    }
    step = await createTrainingStep(model, optimizer, clip, compile, threads, relaxedSimd, variants);
    const known = step.bytesFor?.bind(step);
    const limit = known === undefined ? tensorMemory() : machineMemory();
    if (known === undefined) for (const each of models) requireTrial(each, limit);
    const bytesOf = known ?? (await measured(models, task));
    const slots = ruleOf(optimizer)?.slots.length ?? UNKNOWN_SLOTS;
    const parameters = model.countParams();
    const [weights, running] = [NUMBER * parameters, slots * NUMBER * parameters];
    const total = (each: BatchShape) => weights + running + episodeBytes(task, each) + bytesOf(each);
    return {
      ...{parameters, weights, optimizer: running},
      episodes: episodeBytes(task, shape),
      step: bytesOf(shape),
      total: requireShape('training', task, shape, total, limit),
    };
  } finally {
    step?.dispose();
    for (const variant of variants) variant.dispose();
  }
}

/**
 * The size of the largest batch: as many sequences as there are, of the greatest difficulty of training; or of any that training
 * draws, if the task has no episodes of that.
 *
 * @throws ArgumentError if the task cannot draw so many
 */
function longestBatch({task, batch = 1, sequences, curriculum}: TrainingMemoryArgs): BatchShape {
  const fixed = curriculum?.type === 'fixed' ? curriculum.difficulty : {};
  const greatest = Object.entries(task.trainingRange).map(([part, {max}]) => [part, max]);
  const hardest: Difficulty = {...Object.fromEntries(greatest), ...fixed};
  const difficulty = hasEpisodes(task, hardest) ? hardest : fixed;
  const drawn = task.sample(new RandomStream(0), Math.min(batch, sequences), difficulty);
  return requireEpisodes('the result of task.sample', drawn);
}

function episodeBytes({inputSize, outputSize}: Task, {batch, steps}: BatchShape): number {
  return NUMBER * batch * steps * (inputSize + outputSize + 1);
}

/** The largest batch that a model is tried with. */
const TRIAL: BatchShape = {batch: 2, steps: 3};

/** How often a step holds its states, at the least, while it is traced or its gradients are computed. */
const STATES_OF_A_GRADIENT = 16;

/** Throws an `ArgumentError` that names the model's states, if it cannot even be tried. */
function requireTrial(model: LayersModel, limit: MemoryLimit): void {
  const bytes = STATES_OF_A_GRADIENT * statesBytes(model, TRIAL);
  const what = 'to train it on two sequences of three steps, operation by operation,';
  const size = statesBytes(model, {batch: 1, steps: 1}) / NUMBER;
  requireMemory(what, {"the size of the model's states": size}, () => bytes, limit);
}

/** Returns the bytes of a batch if they are within a limit; throws an `ArgumentError` that names its size or its steps otherwise. */
function requireShape(
  what: string,
  task: Task,
  {batch, steps}: BatchShape,
  bytesOf: (shape: BatchShape) => number,
  limit: MemoryLimit,
) {
  const ofTask = `the steps of the task ${task.name}`;
  const of = (sizes: Readonly<Record<string, number>>) =>
    bytesOf({batch: sizes.batch!, steps: sizes[ofTask]!});
  return requireMemory(what, {[ofTask]: steps, batch}, of, limit);
}

/**
 * Measures how many bytes the tensors of a training step take at its peak, on whichever of the models it takes most.
 *
 * @param models the trained one and its variants
 * @returns the bytes for a batch of any size, with the memories of compiled layers
 */
async function measured(models: readonly LayersModel[], task: Task): Promise<(shape: BatchShape) => number> {
  const tensors: ((shape: BatchShape) => number)[] = [];
  for (const model of models) tensors.push(await measuredTensors(model, task));
  return (shape) =>
    Math.max(...tensors.map((bytesOf) => bytesOf(shape))) +
    models.reduce((bytes, model) => bytes + compiledBytes(model, shape), 0);
}

/** Measures how many bytes of tensors a training step makes at its peak. They grow with the batch, with the steps, and with both. */
async function measuredTensors(model: LayersModel, task: Task): Promise<(shape: BatchShape) => number> {
  if (model.stateful) return (shape) => statesBytes(model, shape);
  const peak = (batch: number, steps: number) => peakBytes(model, task, {batch, steps});
  const [base, batchMore, stepMore, bothMore] = [
    await peak(1, 2),
    await peak(2, 2),
    await peak(1, 3),
    await peak(2, 3),
  ];
  const perSequence = batchMore - base;
  const perStep = stepMore - base;
  const perBoth = bothMore - batchMore - perStep;
  return (shape) => {
    const [sequences, steps] = [shape.batch - 1, shape.steps - 2];
    return base + sequences * perSequence + steps * perStep + sequences * steps * perBoth;
  };
}

/** The memories of those layers that are compiled. */
function compiledBytes(model: LayersModel, shape: BatchShape): number {
  const compiled = model.layers.filter((layer) => layer instanceof RNN && isCompiled(layer)) as RNN[];
  return compiled.reduce((bytes, layer) => bytes + runnerOf(layer).bytesFor(shape, true), 0);
}

/** The most bytes that tensors take at any time while gradients of a batch of zeros are computed. */
async function peakBytes(model: LayersModel, task: Task, {batch, steps}: BatchShape): Promise<number> {
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const before = tf.memory().numBytes;
  const {peakBytes} = await tf.profile(() => {
    tf.tidy(() => {
      const inputs = tf.zeros([batch, steps, task.inputSize]);
      tf.variableGrads(() => tf.sum(tf.square(model.apply(inputs) as tf.Tensor)), variables);
    });
    return [];
  });
  return peakBytes - before;
}
