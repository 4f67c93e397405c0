import {ArgumentError, requireChoice} from '@ntmjs/arguments';
import {type PaperModels, type PaperTask, paperModels} from '@ntmjs/layers';
import {type TaskConfig, taskNames} from '@ntmjs/tasks';
import type {RunConfig} from '@ntmjs/training/runs';
import type {ModelConfig} from '../model.js';
import {generalPreset, paperTasks} from './general.js';
import {measuredSettings} from './measured.js';
import {paperSettings} from './paper.js';
import {solvedBelow} from './solved.js';

/** The models that each task has settings for: two Neural Turing Machines, by their controllers, and the LSTM baseline. */
export const modelNames = ['feedforward', 'lstm', 'baseline'] as const satisfies (keyof PaperModels)[];

export type ModelName = (typeof modelNames)[number];

/** Where settings are from: those that we measured to work, or the paper's own. */
export const settingsNames = ['measured', 'paper'] as const;

export type SettingsName = (typeof settingsNames)[number];

/** What a model is trained with on a task, unless it is said otherwise. */
export interface Preset {
  /** Options of the task. */
  readonly task: TaskConfig;
  readonly model: ModelConfig;
  readonly training: RunConfig['training'];
}

/** Of a preset, what differs between settings; the rest is the paper's model. */
export interface Settings {
  readonly task?: TaskConfig;
  /** Of a Neural Turing Machine, what the paper leaves open. */
  readonly memory?: {readonly contents: 'constant' | 'learned'};
  readonly firstWeighting?: 'oneHot' | 'learned';
  readonly vectorActivation?: 'linear' | 'tanh';
  readonly weightingClip?: number;
  readonly training: Omit<RunConfig['training'], 'batch' | 'compile' | 'solved'>;
}

function isPaperTask(task: string): task is PaperTask {
  return (paperTasks as readonly string[]).includes(task);
}

/**
 * The settings for a task and a model: its own if it is one of the paper's, else some to begin with.
 *
 * @throws ArgumentError if there is no such task, or the paper's settings are asked for and the task is not the paper's
 */
export function presetFor(task: string, name: ModelName, settings: SettingsName = 'measured'): Preset {
  requireChoice('--settings', settings, settingsNames);
  requireChoice('task', task, taskNames);
  if (!isPaperTask(task)) {
    if (settings === 'measured') return generalPreset(task, name);
    throw new ArgumentError('--settings', `left out for ${task}, which is not a task of the paper`, settings);
  }
  const models = paperModels[task];
  const table = settings === 'paper' ? paperSettings : measuredSettings;
  const {task: options = {}, training, memory, ...addressing} = table[task][name];
  const model: ModelConfig =
    name === 'baseline'
      ? {architecture: 'lstm', ...models.baseline.args}
      : {
          architecture: 'ntm',
          ...models[name].args,
          memory: {...models[name].args.memory, ...memory},
          ...addressing,
        };
  const solved = solvedBelow[task];
  return {task: options, model, training: {batch: 1, compile: 'auto', solved, ...training}};
}

/** The model that a saved configuration is of, if there are settings for it. */
export function modelNameOf({architecture, ...model}: Readonly<Record<string, unknown>>): ModelName {
  if (architecture === 'lstm') return 'baseline';
  const {controller} = model as {controller?: {type?: unknown}};
  return controller?.type === 'feedforward' ? 'feedforward' : 'lstm';
}
