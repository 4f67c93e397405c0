import {ArgumentError, requireChoice} from '@ntmjs/arguments';
import {type TaskConfig, taskNames} from '@ntmjs/tasks';
import type {RunConfig} from '@ntmjs/training/runs';
import {measuredBeyondPaper} from './beyondPaper.js';
import {generalPreset, isPaperTask} from './general.js';
import {measuredSettings} from './measured.js';
import type {ModelConfig} from './model.js';
import {isPaperModel, type ModelName, modelTitles, type PaperModelName} from './modelNames.js';
import {paperSettings} from './paper.js';
import {type PaperTask, paperModels} from './paperModels.js';
import {solvedWhen} from './solved.js';

/** Where settings are from: those that we measured to work, or the paper's own. */
export const settingsNames = ['measured', 'paper'] as const;

export type SettingsName = (typeof settingsNames)[number];

/** What a model is trained with on a task, unless it is said otherwise. */
export interface Preset {
  /** Where it is from; `general` where nothing was measured for this model on this task. */
  readonly source: SettingsName | 'general';
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
 * The settings for a task and a model: the paper's or our own for what is in the paper, our own for some others, and for all
 * others general ones to begin with.
 *
 * @throws ArgumentError if there is no such task, or the paper's settings are asked for and the task or the model is not its
 */
export function presetFor(task: string, name: ModelName, settings: SettingsName = 'measured'): Preset {
  requireChoice('settings', settings, settingsNames);
  requireChoice('task', task, taskNames);
  if (isPaperTask(task) && isPaperModel(name)) return paperPreset(task, name, settings);
  if (settings === 'paper') {
    const alien = isPaperTask(task)
      ? `${modelTitles[name]}, which is not a model`
      : `${task}, which is not a task`;
    throw new ArgumentError('settings', `omitted for ${alien} of the paper`, settings);
  }
  const measured = measuredBeyondPaper[task]?.[name];
  if (measured === undefined) return {source: 'general', ...generalPreset(task, name)};
  const training = {...measured.training, solved: solvedWhen(task)};
  return {source: 'measured', task: {}, ...measured, training};
}

/** The settings for what is in the paper. */
function paperPreset(task: PaperTask, name: PaperModelName, settings: SettingsName): Preset {
  const networks = paperModels[task];
  const table = settings === 'paper' ? paperSettings : measuredSettings;
  const {task: options = {}, training, memory, ...addressing} = table[task][name];
  const model: ModelConfig =
    name === 'lstm'
      ? {architecture: 'lstm', ...networks.lstm.args}
      : {
          architecture: 'ntm',
          ...networks[name].args,
          memory: {...networks[name].args.memory, ...memory},
          ...addressing,
        };
  const solved = solvedWhen(task);
  return {source: settings, task: options, model, training: {batch: 1, compile: 'auto', solved, ...training}};
}
