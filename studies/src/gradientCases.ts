import {withRows} from '@ntmjs/layers';
import {createModel, type NtmConfig, presetFor, requireModelConfig} from '@ntmjs/presets';
import {loadPretrained, pretrainedCard} from '@ntmjs/pretrained';
import {createTask, type Task} from '@ntmjs/tasks';
import {createOptimizer, train} from '@ntmjs/training';
import type {LayersModel} from '@tensorflow/tfjs-layers';

/** A task and the controller that learns it. */
export interface Subject {
  readonly task: 'copy' | 'associative-recall';
  readonly controller: 'feedforward' | 'lstm';
}

/** The subjects whose gradients are measured, and the training sequences until they are `learning`: about half of what solves the task. */
export const subjects: readonly (Subject & {readonly half: number})[] = [
  {task: 'copy', controller: 'feedforward', half: 2000},
  {task: 'copy', controller: 'lstm', half: 4000},
  {task: 'associative-recall', controller: 'feedforward', half: 4000},
  {task: 'associative-recall', controller: 'lstm', half: 10_000},
];

/** Difficulties of episodes of 20 or 21, 51 or 52, … steps. */
export const difficulties: Readonly<Record<Subject['task'], readonly Readonly<Record<string, number>>[]>> = {
  copy: [10, 25, 60, 125, 250].map((length) => ({length})),
  'associative-recall': [3, 11, 28, 61, 123].map((items) => ({items})),
};

/** As many rows as the longest episode needs, for all lengths. */
const ROWS = 256;

/** The weighting clip of presets. */
const CLIP = 10;

/** γ = 1 + softplus(−30), sharpening without effect. */
const NO_SHARPENING = -30;

/**
 * In which state a model is measured: with fresh weights, also with sharpening at 1; half way in training by the preset; or trained, as
 * `@ntmjs/pretrained` has it. Without a weighting clip, or with one.
 */
export const states = [
  ...['start', 'start, γ = 1', 'learning', 'trained'],
  ...['start, clipped', 'learning, clipped', 'trained, clipped'],
] as const;

export type State = (typeof states)[number];

/** A model and the task that it is of. */
interface Modeled {
  readonly model: LayersModel;
  readonly task: Task;
}

/** A model of a subject in a state, and its task. The seed is that of fresh weights and of training; those of `@ntmjs/pretrained` have theirs. */
export async function modelOf(subject: Subject, state: State, seed: number): Promise<Modeled> {
  const weightingClip = state.endsWith('clipped') ? CLIP : undefined;
  const {config, task, weights} = await weightsOf(subject, state, seed);
  const model = createModel({...config, weightingClip}, task, seed);
  if (weights !== undefined) model.setWeights(weights.getWeights());
  if (state.startsWith('trained')) weights!.dispose();
  const larger = withRows(model, ROWS);
  model.dispose();
  return {model: larger, task};
}

/** The config of a model in a state, and one whose weights it has unless they are fresh. */
async function weightsOf({task: name, controller}: Subject, state: State, seed: number) {
  const preset = `ntm-${controller}` as const;
  if (state.startsWith('trained')) {
    const {task, model} = await pretrainedCard(`${name}-${preset}`);
    return {
      config: requireModelConfig('model', model) as NtmConfig,
      task: createTask(task.name, task.config),
      weights: await loadPretrained(`${name}-${preset}`),
    };
  }
  const task = createTask(name);
  const config = presetFor(name, preset, 'measured').model as NtmConfig;
  if (state.startsWith('learning'))
    return {config, task, weights: await learning({task: name, controller}, seed)};
  if (state !== 'start, γ = 1') return {config, task};
  return {config: {...config, firstBiases: {...config.firstBiases, sharpening: NO_SHARPENING}}, task};
}

/** Models that were trained half way, since several cases need each. */
const trainedHalf = new Map<string, Promise<LayersModel>>();

function learning(subject: Subject, seed: number): Promise<LayersModel> {
  const key = `${subject.task} ${subject.controller} ${seed}`;
  const known = trainedHalf.get(key) ?? trainHalf(subject, seed);
  trainedHalf.set(key, known);
  return known;
}

/** A model after half of the sequences that solve its task, by its preset. */
async function trainHalf({task: name, controller}: Subject, seed: number): Promise<LayersModel> {
  const {half} = subjects.find((each) => each.task === name && each.controller === controller)!;
  const task = createTask(name);
  const {model: config, training} = presetFor(name, `ntm-${controller}`, 'measured');
  const model = createModel(config, task, seed);
  const {batch, clip, learningRateDecay} = training;
  const optimizer = createOptimizer(training.optimizer);
  for await (const _ of train({
    ...{model, task, optimizer, seed, batch, clip, learningRateDecay},
    ...{sequences: half, reportEvery: half},
  }));
  return model;
}
