import {requireChoice} from '@ntmjs/arguments';
import {type PaperModels, type PaperTask, paperModels} from '@ntmjs/layers';
import type {TaskConfig} from '@ntmjs/tasks';
import type {RunConfig} from '@ntmjs/training/runs';
import type {ModelConfig} from '../model.js';
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

/**
 * The settings for a task and a model.
 *
 * @throws ArgumentError if there are none
 */
export function presetFor(task: string, name: ModelName, settings: SettingsName = 'measured'): Preset {
  requireChoice('--settings', settings, settingsNames);
  const paperTask = requireChoice('task', task, Object.keys(paperModels) as PaperTask[]);
  const models = paperModels[paperTask];
  const table = settings === 'paper' ? paperSettings : measuredSettings;
  const {task: options = {}, training, memory, ...addressing} = table[paperTask][name];
  const model: ModelConfig =
    name === 'baseline'
      ? {architecture: 'lstm', ...models.baseline.args}
      : {
          architecture: 'ntm',
          ...models[name].args,
          memory: {...models[name].args.memory, ...memory},
          ...addressing,
        };
  const solved = solvedBelow[paperTask];
  return {task: options, model, training: {batch: 1, compile: 'auto', solved, ...training}};
}

/** The model that a saved configuration is of, if there are settings for it. */
export function modelNameOf({architecture, ...model}: Readonly<Record<string, unknown>>): ModelName {
  if (architecture === 'lstm') return 'baseline';
  const {controller} = model as {controller?: {type?: unknown}};
  return controller?.type === 'feedforward' ? 'feedforward' : 'lstm';
}
