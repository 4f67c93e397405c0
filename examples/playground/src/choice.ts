import {type ModelConfig, type ModelName, modelNames, presetFor} from '@ntmjs/presets';
import {type PretrainedName, pretrainedNames} from '@ntmjs/pretrained';
import {createTask, type Task, taskNames} from '@ntmjs/tasks';
import {type Sizes, sizesOf, withSizes} from './sizes.js';

/** A task, and the network that learns it. */
export interface Choice {
  readonly task: string;
  readonly model: ModelName;
  readonly sizes: Sizes;
  /** Seed of the initial weights and of the training episodes. */
  readonly seed: number;
}

/** Where weights are from: `pretrained` ones come with the page, `file` ones from a model that was opened. */
export const origins = ['pretrained', 'new', 'file'] as const;
export type Origin = (typeof origins)[number];

/** The model that others are compared with, small enough to train in a page. */
const COMPARISON = 'lstm' satisfies ModelName;
const comparisonConfig: ModelConfig = {architecture: 'lstm', hiddenUnits: 100, layers: 1};

/** The default config of a model for a task. */
function defaultConfig(task: string, model: ModelName): ModelConfig {
  return model === COMPARISON ? comparisonConfig : presetFor(task, model).model;
}

/** A task and a model with the default sizes. */
export function defaultChoice(task: string, model: ModelName): Choice {
  return {task, model, sizes: sizesOf(defaultConfig(task, model)), seed: 1};
}

/** What the page opens with: the first task and the first model. */
export const firstChoice = defaultChoice(taskNames[0]!, modelNames[0]!);

/** The model config of a choice. */
export function configOf({task, model, sizes}: Choice): ModelConfig {
  return withSizes(defaultConfig(task, model), sizes);
}

/** The training of a choice, from its preset. */
export function trainingOf({task, model}: Choice) {
  return presetFor(task, model).training;
}

/** The task of a choice, with the options of its preset. */
export function taskOf({task, model}: Pick<Choice, 'task' | 'model'>): Task {
  return createTask(task, presetFor(task, model).task);
}

/** The pretrained model for a choice, if there is one of its sizes. */
export function pretrainedFor(choice: Choice): PretrainedName | undefined {
  const name = `${choice.task}-${choice.model}`;
  const found = pretrainedNames.find((one) => one === name);
  return found !== undefined && hasDefaultSizes(choice) ? found : undefined;
}

function hasDefaultSizes({task, model, sizes}: Choice): boolean {
  const defaults = sizesOf(defaultConfig(task, model));
  return Object.keys(defaults).every((name) => defaults[name] === sizes[name]);
}

/** The default origin of the weights of a choice: pretrained ones if there are such. */
export function defaultOrigin(choice: Choice): Origin {
  return pretrainedFor(choice) === undefined ? 'new' : 'pretrained';
}

/** The network that is trained for comparison. */
export function comparisonOf({task, seed}: Choice): Choice {
  return {...defaultChoice(task, COMPARISON), seed};
}
