import {
  ArgumentError,
  requireChoice,
  requireInstance,
  requireInteger,
  requireKeys,
  requireObject,
  requireOption,
  requirePositiveInteger,
  requireSameCopy,
  requireText,
} from '@ntmjs/arguments';
import {MemoryAccess, MemoryAugmentedRNN} from '@ntmjs/layers';
import {requireTask, type Task} from '@ntmjs/tasks';
import {type LayersModel, layers, RNN, sequential} from '@tensorflow/tfjs-layers';
import type {Architecture} from './architectures/architecture.js';
import {
  type AnyArchitecture,
  type ArchitectureName,
  architectureNames,
  architectureOf,
  architectures,
  type ModelName,
  optionsOf,
} from './architectures/index.js';
import type {ModelConfig} from './types.js';

const names: ModelName[] = [];
const titles: Partial<Record<ModelName, string>> = {};
const configs: Partial<Record<ModelName, ModelConfig>> = {};

/** Every model, in the order of reports; then those of accesses that `registerAccess` added. */
export const modelNames: readonly ModelName[] = names;

/** The title of each model: `NTM, LSTM controller`. */
export const modelTitles = titles as Readonly<Record<ModelName, string>>;

/** The general config of each model, which is reasonable for any task. */
export const modelConfigs = configs as Readonly<Record<ModelName, ModelConfig>>;

/** Adds the models of an architecture. */
export function addModels({name: architecture, models}: AnyArchitecture): void {
  for (const [key, {title, config}] of Object.entries(models)) {
    const name = key as ModelName;
    names.push(name);
    titles[name] = title;
    configs[name] = {architecture, ...config} as ModelConfig;
  }
}

for (const entry of architectures) addModels(entry);

/**
 * The model of an architecture and a type of controller: `ntm` with `lstm` is `ntm-lstm`. Of several models that have other
 * types of controller it is the last, so that an NTM with a GRU counts as one with an LSTM.
 *
 * @param controller defaults to that of the architecture's first model
 */
export function modelNameFor(architecture: ArchitectureName, controller?: string): ModelName {
  requireChoice('architecture', architecture, architectureNames);
  if (controller !== undefined) requireText('controller', controller);
  const models = Object.entries(architectureOf(architecture).models);
  const isOf = ([, {config}]: (typeof models)[number]) =>
    'controller' in config && (config.controller as {type?: string}).type === controller;
  const found = controller === undefined ? models[0] : (models.find(isOf) ?? models.at(-1));
  return found![0] as ModelName;
}

/**
 * The model that a saved config is of.
 *
 * @throws ArgumentError if its architecture is unknown
 */
export function modelNameOf(config: Readonly<Record<string, unknown>>): ModelName {
  const {architecture, controller} = requireConfig('model', config);
  const name = requireChoice('model.architecture', architecture, architectureNames);
  return modelNameFor(name, (controller as {readonly type?: string} | undefined)?.type);
}

/** A model config that an older version saved, with the names of today: `clip` became `outputClip`. */
export function upgradeModelConfig(saved: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const {clip, ...config} = requireConfig('model', saved);
  return clip === undefined ? config : {...config, outputClip: clip};
}

function requireConfig<T extends object>(name: string, config: T): T {
  return requireObject(name, config, 'the config of a model, an object {architecture, …}');
}

/** The arguments of a layer's `memory` that no option sets; configs of layers have them. */
const memoryArguments = ['value', 'seed'];

/** The first parts of the arguments that an architecture's options set. */
function rootsOf(architecture: ArchitectureName): string[] {
  const all = Object.values(optionsOf(architecture)).map(({argument}) => argument.split('.')[0]!);
  return [...new Set(all)];
}

/** The names in those arguments of an architecture that are objects. */
function partsOf(architecture: ArchitectureName): Map<string, string[]> {
  const parts = new Map<string, string[]>();
  for (const {argument} of Object.values(optionsOf(architecture))) {
    const [root, part] = argument.split('.') as [string, string?];
    if (part === undefined) continue;
    const others = parts.get(root) ?? (root === 'memory' ? memoryArguments : []);
    parts.set(root, [...others, part]);
  }
  return parts;
}

/**
 * Checks a model config, of today or of an older version: its architecture, the names of its arguments, and the value of each that is an option.
 *
 * @param name of the config, for messages: `model`
 * @returns the config with the names of today
 * @throws ArgumentError that names the argument with its path: `model.memory.rows`
 */
export function requireModelConfig(name: string, saved: Readonly<Record<string, unknown>>): ModelConfig {
  const config = upgradeModelConfig(requireConfig(name, saved));
  if (config.architecture === undefined) {
    const all = architectures.flatMap((each) => rootsOf(each.name));
    requireKeys(name, config, ['architecture', ...new Set(all)]);
  }
  const architecture = requireChoice(`${name}.architecture`, config.architecture, architectureNames);
  const options = Object.values(optionsOf(architecture));
  requireKeys(name, config, ['architecture', ...rootsOf(architecture)]);
  for (const [root, parts] of partsOf(architecture)) {
    if (config[root] !== undefined) requireKeys(`${name}.${root}`, config[root] as object, parts);
  }
  for (const option of options) {
    const value = valueAt(config, option.argument);
    if (value !== undefined) requireOption(`${name}.${option.argument}`, value, option);
  }
  return config as unknown as ModelConfig;
}

/** The value at a path: of `memory.rows` the rows of the memory; undefined if there is none. */
export function valueAt(config: Readonly<Record<string, unknown>>, path: string): unknown {
  requireConfig('config', config);
  return requireText('path', path)
    .split('.')
    .reduce<unknown>((value, key) => Object(value)[key], config);
}

/** A config with another value at a path. */
export function withValueAt(config: ModelConfig, path: string, value: unknown): ModelConfig {
  requireConfig('config', config);
  const [root, part] = requireText('path', path).split('.') as [string, string?];
  const before = (config as Readonly<Record<string, unknown>>)[root];
  return {
    ...config,
    [root]: part === undefined ? value : {...(before as object), [part]: value},
  } as ModelConfig;
}

/**
 * A tfjs model for a task: from the task's inputs `[batch, steps, inputs]` to a logit for each of its outputs, `[batch, steps,
 * outputs]`.
 *
 * @param seed of the initial weights
 * @throws ArgumentError if the config is not valid
 */
export function createModel(config: ModelConfig, task: Task, seed: number): LayersModel {
  requireInteger('seed', seed);
  return sequential({layers: [createLayer(requireModelConfig('model', config), task, seed)]});
}

/**
 * The layer of a model for a task, before it has weights.
 *
 * @param seed of the initial weights; defaults to a random one
 * @throws ArgumentError if the config is not valid
 */
export function createLayer({architecture, ...args}: ModelConfig, task: Task, seed?: number): RNN {
  requireTask('task', task);
  if (seed !== undefined) requireInteger('seed', seed);
  return (architectureOf(architecture).layer as (args: object) => RNN)({
    ...args,
    units: task.outputSize,
    inputShape: [null, task.inputSize],
    returnSequences: true,
    seed,
    name: architecture,
  });
}

/**
 * The number of memory rows of a saved model config, undefined for a model without a memory.
 *
 * @throws ArgumentError if the config is not valid
 */
export function memoryRows(config: Readonly<Record<string, unknown>>): number | undefined {
  const {architecture} = requireModelConfig('config.model', config);
  const {rows} = optionsOf(architecture);
  if (rows === undefined) return undefined;
  return requirePositiveInteger(`config.model.${rows.argument}`, valueAt(config, rows.argument));
}

/**
 * Whether the access of a model config has a fixed number of rows, since it does not implement `withRows`.
 *
 * @throws ArgumentError if the config is not valid
 */
export function hasFixedRows(config: Readonly<Record<string, unknown>>): boolean {
  const {access}: Pick<Architecture, 'access'> = architectureOf(
    requireModelConfig('config.model', config).architecture,
  );
  return access?.prototype.withRows === MemoryAccess.prototype.withRows;
}

/** The type of a controller by the class of its cell; any other class counts as an LSTM. */
const controllerTypes: Readonly<Record<string, string>> = {
  FeedforwardCell: 'feedforward',
  GRUCell: 'gru',
  ResetAfterGruCell: 'gruResetAfter',
};

/**
 * The config of a recurrent layer, whichever program made it: its architecture, the size of its controller, and the options
 * of its memory access. A layer without a memory counts as an LSTM.
 *
 * @throws ArgumentError if its memory access is not that of an architecture here
 */
export function configOfLayer(layer: RNN): ModelConfig {
  requireSameCopy('layer', layer, 'layer', layers.Layer);
  requireInstance('layer', layer, RNN, 'a recurrent layer');
  if (!(layer instanceof MemoryAugmentedRNN)) {
    const {name} = architectures.find(({access}) => access === undefined)!;
    const hiddenUnits = [layer.cell.stateSize].flat().at(-1);
    return requireModelConfig('model', {architecture: name, hiddenUnits});
  }
  const {access, controller} = layer.cell;
  const type = controllerTypes[controller.getClassName()] ?? 'lstm';
  return requireModelConfig('model', {
    ...configOfAccess(access.getClassName(), access.getConfig()),
    controller: {type, units: [controller.stateSize].flat()[0]},
  });
}

/**
 * What a model config has of a memory access: the architecture, and the arguments that set the access.
 *
 * @param className of the access
 * @param args what its `getConfig` returns; null stands for none
 * @throws ArgumentError if it is not the access of an architecture here
 */
export function configOfAccess(
  className: string,
  args: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> & {readonly architecture: ArchitectureName} {
  requireText('the memory access', className);
  requireObject('args', args, 'the arguments of a memory access');
  const entry: Pick<Architecture, 'name' | 'isOwn'> | undefined = architectures.find(
    (each) => each.access?.className === className,
  );
  if (entry === undefined) {
    const classes = architectures.flatMap((each) => each.access?.className ?? []);
    const advice = 'one of your own after registerAccess, or with --access';
    throw new ArgumentError('the memory access', `one of ${classes.join(', ')} (${advice})`, className);
  }
  const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null));
  const architecture = entry.name as ArchitectureName;
  return entry.isOwn ? {architecture, access: given} : {architecture, ...given};
}
