import {ArgumentError, requireChoice, requireObject} from '@ntmjs/arguments';
import {createTask, requireTask, type Task, taskNames} from '@ntmjs/tasks';
import {type ModelName, optionsOf} from './architectures/index.js';
import {generalPreset} from './general.js';
import {measuredPresets} from './measured.js';
import {modelNames, modelTitles, requireModelConfig, valueAt} from './model.js';
import {isPaperModel, isPaperTask, paperPreset} from './paper.js';
import {type ModelConfig, type Preset, type SettingsName, settingsNames, type TablePreset} from './types.js';

/**
 * The preset for a task and a model.
 *
 * @param settings `measured`, the default, or `paper`; where nothing was measured it is a general one to start from
 * @throws ArgumentError if there is no such task or model, or the paper's settings are asked for and the paper does not
 *     have the task or the model
 */
export function presetFor(task: string, name: ModelName, settings: SettingsName = 'measured'): Preset {
  requireChoice('settings', settings, settingsNames);
  requireChoice('task', task, taskNames);
  requireChoice('model', name, modelNames);
  if (settings === 'measured') {
    const measured = measuredPresets[task]?.[name];
    if (measured !== undefined) return complete(task, 'measured', measured);
    return complete(task, 'general', generalPreset(name));
  }
  if (isPaperTask(task) && isPaperModel(name)) return complete(task, 'paper', paperPreset(task, name));
  const unknown = isPaperTask(task)
    ? `${modelTitles[name]}, which is not a model`
    : `${task}, which is not a task`;
  throw new ArgumentError('settings', `omitted for ${unknown} of the paper`, settings);
}

function complete(name: string, source: Preset['source'], {task = {}, model, training}: TablePreset): Preset {
  return {source, task, model, training: {...training, solved: createTask(name).solved}};
}

/**
 * The training of a preset for a task with other options and a model with another config: a curriculum that starts beyond the
 * task is dropped, and so are other numbers of memory rows where the memory or its first weightings are not the preset's.
 *
 * @throws ArgumentError if an argument is not what `presetFor`, `createTask` or a model config is
 */
export function fittingTraining(preset: Preset, task: Task, model: ModelConfig): Preset['training'] {
  const {training, model: own} = requireObject('preset', preset, 'a preset as presetFor returns it');
  const {trainingRange} = requireTask('task', task);
  requireModelConfig('model', model);
  const {curriculum, memorySizes, ...rest} = requireObject('preset.training', training, 'an object');
  const isBeyond =
    curriculum !== undefined &&
    curriculum.type !== 'fixed' &&
    curriculum.start > (trainingRange[curriculum.part]?.max ?? 0);
  return {
    ...rest,
    ...(curriculum !== undefined && !isBeyond && {curriculum}),
    ...(memorySizes !== undefined && beginsLike(model, own) && {memorySizes}),
  };
}

/** Whether a model has the memory of another one, and begins with its contents and weightings. */
function beginsLike(model: ModelConfig, other: ModelConfig): boolean {
  return Object.values(optionsOf(other.architecture))
    .map(({argument}) => argument)
    .filter((argument) => argument.startsWith('memory.') || argument === 'firstWeighting')
    .every((argument) => valueAt(model, argument) === valueAt(other, argument));
}
