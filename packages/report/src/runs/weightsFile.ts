import {ArgumentError, renameArguments, requireObject, requireText} from '@ntmjs/arguments';
import {parseJson} from '@ntmjs/arguments/files';
import {readSafetensors, weightsConfig} from '@ntmjs/interchange';
import {architectures, configOfAccess, type ModelConfig, requireModelConfig} from '@ntmjs/presets';
import {type RunConfig, readIfThere} from '@ntmjs/training/runs';

/** The key of the task in the metadata of a file. */
const TASK_KEY = 'ntmjs.task';

/** The end of the name of a file of weights. */
export const WEIGHTS = '.safetensors';

/** A file of weights, and what it says of them. */
export interface WeightsFile {
  readonly bytes: Uint8Array;
  /** The task that the weights were trained on; undefined if the file does not say. */
  readonly task?: RunConfig['task'] | undefined;
  /** The config of their model; undefined if the file does not say. */
  readonly model?: ModelConfig | undefined;
}

/** Returns the path of a file; throws an `ArgumentError` if its name has none of some endings. */
export function requireFileOf(endings: readonly string[], argument: string, path: string): string {
  if (endings.some((ending) => path.endsWith(ending) && path !== ending)) return path;
  throw new ArgumentError(argument, `the path of a file whose name ends with ${endings.join(' or ')}`, path);
}

/** The metadata with which a file says which task its weights were trained on. */
export function taskMetadata({name, config}: RunConfig['task']): Record<string, string> {
  return {[TASK_KEY]: JSON.stringify({name, config})};
}

/**
 * Reads a file of weights.
 *
 * @throws ArgumentError that names the file, and what in it is wrong
 */
export async function readWeightsFile(file: string): Promise<WeightsFile> {
  const bytes = await readIfThere(requireFileOf([WEIGHTS], 'file', file));
  if (bytes === undefined) throw new ArgumentError('file', 'the path of a file', file);
  const {metadata} = readSafetensors(bytes, {file});
  return {bytes, task: taskOf(file, metadata), model: await modelOf(file, weightsConfig(bytes, {file}))};
}

function taskOf(file: string, metadata: Readonly<Record<string, string>>): WeightsFile['task'] {
  if (metadata[TASK_KEY] === undefined) return undefined;
  const name = `${file}: ${TASK_KEY}`;
  const task = parseJson(name, metadata[TASK_KEY]) as RunConfig['task'];
  requireText(`${name}.name`, requireObject(name, task, 'an object {name, config}').name);
  requireObject(`${name}.config`, task.config, 'an object');
  return task;
}

/** The config that makes the model of a layer, from that of the layer. */
export async function modelOf(
  file: string,
  layer: ReturnType<typeof weightsConfig>,
): Promise<WeightsFile['model']> {
  if (layer === undefined) return undefined;
  const {cell: _, inputs: __, units: ___, access, ...others} = layer;
  const {class: className, ...args} = Object(access);
  const ofAccess = await renameArguments(
    (argument) => `${file}: ${argument}`,
    () => (access === undefined ? {architecture: withoutMemory} : configOfAccess(className, args)),
  );
  return requireModelConfig(`${file}: model`, {...others, ...ofAccess});
}

/** The architecture that has no memory access. */
const withoutMemory = architectures.find(({access}) => access === undefined)!.name;
