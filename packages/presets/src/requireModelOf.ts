import {ArgumentError, requireInstance, requireKeys, requireText, show} from '@ntmjs/arguments';
import {firstDifference} from '@ntmjs/arguments/files';
import {requireTask, type Task} from '@ntmjs/tasks';
import {LayersModel, RNN} from '@tensorflow/tfjs-layers';
import {optionsOf} from './architectures/index.js';
import {configOfLayer, createLayer, requireModelConfig, valueAt} from './model.js';

/**
 * Checks that a saved model is the one that a saved config describes, for a task.
 *
 * @param names of the config and of the model, for messages: `config.model`, `model.json`
 * @throws ArgumentError that names the argument that differs, with both values
 */
export function requireModelOf(
  saved: Readonly<Record<string, unknown>>,
  task: Task,
  model: LayersModel,
  names: {readonly config: string; readonly model: string},
): void {
  requireKeys('names', names, ['config', 'model']);
  requireText('names.model', names.model);
  const config = requireModelConfig(requireText('names.config', names.config), saved);
  requireTask('task', task);
  requireInstance(names.model, model, LayersModel, 'a LayersModel');
  const layer = model.layers.find((each) => each instanceof RNN) as RNN | undefined;
  if (layer === undefined) throw new ArgumentError(names.model, 'a model with a recurrent layer', model.name);
  const expected = createLayer(config, task);
  const [actualConfig, expectedConfig] = [layer, expected].map((each) => ({...configOfLayer(each)}));
  for (const path of [
    'architecture',
    ...Object.values(optionsOf(config.architecture)).map(({argument}) => argument),
  ]) {
    const [one, other] = [actualConfig, expectedConfig].map((each) => valueAt(each!, path));
    const given = valueAt({...config}, path);
    // `configOfLayer` does not tell deep controllers apart; they are compared below.
    const isRead = given === undefined || firstDifference(given, other) === undefined;
    if (!isRead || firstDifference(one, other) === undefined) continue;
    throw new ArgumentError(`${names.config}.${path}`, `${show(one)}, as in ${names.model}`, other);
  }
  // The rest: the controller, and the inputs and outputs of the task.
  const difference = firstDifference(structureOf(layer.getConfig()), structureOf(expected.getConfig()));
  if (difference === undefined) return;
  const {path, one, other} = difference;
  const what = `that of ${names.model}, in which ${path.join('.')} is ${show(one)}`;
  throw new ArgumentError(names.config, what, other);
}

/** A layer's config without what does not change what it computes: names, and the initial values of weights. */
function structureOf(config: unknown): unknown {
  if (typeof config !== 'object' || config === null) return config ?? undefined;
  if (Array.isArray(config)) return config.map(structureOf);
  const isCompared = (key: string) =>
    key !== 'name' && !key.endsWith('nitializer') && (key !== 'seed' || 'contents' in config);
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) => (isCompared(key) ? [[key, structureOf(value)]] : [])),
  );
}
