import {isDeepStrictEqual} from 'node:util';
import {fittingTraining, presetFor} from '@ntmjs/presets';
import {accessModuleOf} from '@ntmjs/presets/modules';
import {createTask} from '@ntmjs/tasks';
import {moduleOf} from '@ntmjs/tasks/modules';
import type {RunConfig} from '@ntmjs/training/runs';
import type {Job} from './job.js';

/** The backend of all runs of a reproduction. */
const BACKEND = 'wasm';

/** The configuration of a run that trains on so many sequences; a rate that falls does so over as many, if they are not those of its preset. */
export function jobConfig(job: Job, sequences: number): RunConfig {
  const {task, taskConfig, model, settings, seed} = job;
  const preset = presetFor(task, model, settings);
  const {learningRateDecay, ...training} = fittingTraining(
    preset,
    createTask(task, taskConfig),
    preset.model,
  );
  const decay =
    learningRateDecay === undefined || sequences === training.sequences
      ? learningRateDecay
      : {to: learningRateDecay.to, over: sequences};
  const [module, accessModule] = [moduleOf(task), accessModuleOf(preset.model.architecture)];
  return {
    task: {name: task, config: {...taskConfig}, ...(module && {module})},
    model: {...preset.model},
    ...(accessModule && {accessModule}),
    training: {...training, sequences, ...(decay && {learningRateDecay: decay}), stopWhenSolved: false},
    seed,
    backend: BACKEND,
  } as RunConfig;
}

/** Whether a configuration is that of a run, whatever the number of sequences. */
export function isConfigOf(job: Job, config: RunConfig): boolean {
  const {backend: _, ...own} = jobConfig(job, config.training.sequences);
  const {backend: __, ...other} = config;
  return isDeepStrictEqual(withoutDecay(own), withoutDecay(other));
}

/** What a rate falls over depends on the number of sequences. */
function withoutDecay({training, ...config}: Omit<RunConfig, 'backend'>) {
  const {learningRateDecay, ...rest} = training;
  return {...config, training: {...rest, learningRate: learningRateDecay?.to}};
}
