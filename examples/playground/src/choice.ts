import {type ModelConfig, type ModelName, presetFor} from '@ntmjs/presets';
import {type PretrainedName, pretrainedNames} from '@ntmjs/pretrained';
import {createTask, type Task} from '@ntmjs/tasks';
import {type SizeName, sizesOf, withSizes} from './sizes.js';

/** Which network learns what. */
export interface Choice {
  readonly task: string;
  readonly model: ModelName;
  readonly sizes: Readonly<Partial<Record<SizeName, number>>>;
  /** Of the first weights and of the training episodes. */
  readonly seed: number;
}

/** Where the weights are from: they are `new`, came with the page, or from a file that was opened. */
export const origins = ['pretrained', 'new', 'file'] as const;
export type Origin = (typeof origins)[number];

/** The LSTM that networks with a memory are compared with: one that a page can train. */
const LSTM: ModelConfig = {architecture: 'lstm', hiddenUnits: 100, layers: 1};

/** The network that is usual for a task and a model. */
function usualConfig(task: string, model: ModelName): ModelConfig {
  return model === 'lstm' ? LSTM : presetFor(task, model).model;
}

/** A task and a model with the sizes that are usual for them. */
export function usualChoice(task: string, model: ModelName): Choice {
  return {task, model, sizes: sizesOf(usualConfig(task, model)), seed: 1};
}

/** The network of a choice, in words. */
export function configOf({task, model, sizes}: Choice): ModelConfig {
  return withSizes(usualConfig(task, model), sizes);
}

/** How a choice is trained, unless it is said otherwise. */
export function trainingOf({task, model}: Choice) {
  return presetFor(task, model).training;
}

/** The task of a choice, with the options that its settings are for. */
export function taskOf({task, model}: Pick<Choice, 'task' | 'model'>): Task {
  return createTask(task, presetFor(task, model).task);
}

/** The trained network that came with the page for a choice, if there is one of these sizes. */
export function pretrainedFor(choice: Choice): PretrainedName | undefined {
  const name = `${choice.task}-${choice.model}`;
  const found = pretrainedNames.find((one) => one === name);
  return found !== undefined && hasUsualSizes(choice) ? found : undefined;
}

function hasUsualSizes({task, model, sizes}: Choice): boolean {
  const usual = sizesOf(usualConfig(task, model));
  return (Object.keys(usual) as SizeName[]).every((name) => usual[name] === sizes[name]);
}

/** Where the weights of a choice are from unless it is said: trained ones where there are such. */
export function usualOrigin(choice: Choice): Origin {
  return pretrainedFor(choice) === undefined ? 'new' : 'pretrained';
}

/** The LSTM that is trained beside a network. */
export function rivalOf({task, seed}: Choice): Choice {
  return {...usualChoice(task, 'lstm'), seed};
}
