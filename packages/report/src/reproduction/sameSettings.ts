import {isDeepStrictEqual} from 'node:util';
import {fittingTask, presetFor} from '@ntmjs/presets';
import type {Job} from '@ntmjs/report/reproduction';
import {createTask} from '@ntmjs/tasks';
import type {RunConfig} from '@ntmjs/training/runs';
import {trainingConfig} from '../trainConfig.js';

/**
 * Whether a run was told what the settings of a job say now, but for how long it is trained: settings may have changed since
 * the run was begun.
 */
export function hasSettingsOf({task, taskConfig, model, settings, seed}: Job, config: RunConfig): boolean {
  const preset = presetFor(task, model, settings);
  const usual = fittingTask(preset.training, createTask(task, taskConfig));
  const {sequences: _, learningRateDecay, ...training} = trainingConfig(usual, {episodes: 1});
  const {sequences: __, learningRateDecay: decay, ...told} = config.training;
  return isDeepStrictEqual(
    {seed, task: config.task, model: config.model, training: told, to: decay?.to},
    {
      seed: config.seed,
      task: {name: task, config: {...taskConfig}},
      model: preset.model,
      training,
      to: learningRateDecay?.to,
    },
  );
}
