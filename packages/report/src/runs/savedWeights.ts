import {createHash} from 'node:crypto';
import {join} from 'node:path';
import {ArgumentError, requireInstance, requireObject, requireText} from '@ntmjs/arguments';
import {exportWeights, weightsConfig} from '@ntmjs/interchange';
import {withRows} from '@ntmjs/layers';
import {createModel, type ModelConfig, memoryRows} from '@ntmjs/presets';
import type {Task} from '@ntmjs/tasks';
import type {TrainState} from '@ntmjs/training';
import {fileSystem, Run, type RunConfig, readIfThere} from '@ntmjs/training/runs';
import type {Optimizer} from '@tensorflow/tfjs-core';
import {LayersModel, loadLayersModel} from '@tensorflow/tfjs-layers';
import {loadModulesOf, loadTrained, requireRun} from './openRun.js';
import {modelOf} from './weightsFile.js';

/** A trained model with which another training can begin. */
export interface SavedWeights {
  /** The folder of a run or of a saved model. */
  readonly path: string;
  /** As `weightsDigest` gives it. */
  readonly sha256: string;
  /** The caller disposes it. */
  readonly model: LayersModel;
  /** The run that it is of; undefined for a saved model. */
  readonly run?: Run | undefined;
}

/**
 * Loads the model of the last checkpoint of a run, or a saved model: a folder with a `model.json`, such as one checkpoint, or one of
 * `@ntmjs/pretrained`. A backend must have been started. The memory access of a run may be from a module of the user's, which is loaded: its code runs. That of its task is not.
 *
 * @throws ArgumentError if it is neither, or a file of it is not what was saved; it names the file
 */
export async function openWeights(path: string): Promise<SavedWeights> {
  requireText('from', path);
  const isThere = async (file: string) => (await readIfThere(join(path, file))) !== undefined;
  // A checkpoint has both files.
  if (await isThere('model.json')) {
    const model = await loadLayersModel(fileSystem(path));
    return {path, model, sha256: weightsDigest(model)};
  }
  if (!(await isThere('run.json'))) {
    throw new ArgumentError('from', 'the folder of a run, or of a saved model with a model.json in it', path);
  }
  const run = await Run.open(path);
  await loadModulesOf(run, ['access']);
  const model = await run.loadModel();
  return {path, model, run, sha256: weightsDigest(model)};
}

/** The SHA-256 of the weights of a model, one after another in the order of `model.weights`, as float32. */
export function weightsDigest(model: LayersModel): string {
  requireInstance('model', model, LayersModel, 'a LayersModel');
  const hash = createHash('sha256');
  for (const weight of model.getWeights()) {
    const {buffer, byteOffset, byteLength} = weight.dataSync();
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex');
}

/**
 * Gives a model the weights of another one, whose memory may have another number of rows.
 *
 * @param rows the numbers of rows of both memories; undefined for a model without a memory
 * @throws ArgumentError that names the first weight that does not fit, with its shapes
 */
export function setFirstWeights(
  model: LayersModel,
  saved: SavedWeights,
  rows: {readonly of: number | undefined; readonly saved: number | undefined},
): void {
  requireInstance('model', model, LayersModel, 'a LayersModel');
  requireObject('saved', saved, 'what openWeights returns');
  requireInstance('saved.model', saved.model, LayersModel, 'a LayersModel');
  requireObject('rows', rows, 'an object {of, saved}');
  const isResized = rows.of !== undefined && rows.saved !== undefined && rows.of !== rows.saved;
  const source = isResized ? withRows(saved.model, rows.of) : saved.model;
  try {
    requireFitting(model, source, saved.path);
    model.setWeights(source.getWeights());
  } finally {
    if (isResized) source.dispose();
  }
}

/**
 * What saved weights are of: the config of their model, and of a run's its task.
 *
 * @throws ArgumentError if a saved model is not one of a preset's architecture alone
 */
export async function savedModelOf({
  path,
  model,
  run,
}: SavedWeights): Promise<{readonly task?: RunConfig['task'] | undefined; readonly model: ModelConfig}> {
  if (run !== undefined) return {task: run.config.task, model: run.config.model as unknown as ModelConfig};
  return {model: (await modelOf(path, weightsConfig(exportWeights(model))))!};
}

/**
 * The model and the state that training of a run goes on with: those of its last checkpoint or, before the first, those that it begins with.
 *
 * @param optimizer gets its state of that checkpoint
 * @throws ArgumentError as `loadTrained` does, or if the weights that the run begins with are no longer what they were
 */
export async function loadTraining(
  run: Run,
  task: Task,
  optimizer: Optimizer,
): Promise<{readonly model: LayersModel; readonly state?: TrainState | undefined}> {
  if (!(await requireRun(run).isNew())) return loadTrained(run, task, optimizer);
  const {model: config, seed, from} = run.config;
  const model = createModel(config as unknown as ModelConfig, task, seed);
  try {
    if (from !== undefined) await beginWith(from, model, memoryRows(config));
    return {model};
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Gives a model the first weights of its run, which are from another one. */
async function beginWith(
  from: NonNullable<RunConfig['from']>,
  model: LayersModel,
  rows: number | undefined,
): Promise<void> {
  const weights = await openWeights(from.path);
  try {
    if (weights.sha256 !== from.sha256) {
      const expected = `a run whose first weights, those of ${from.path}, are as they were`;
      throw new ArgumentError('run', expected, weights.sha256);
    }
    const saved = await savedModelOf(weights);
    setFirstWeights(model, weights, {of: rows, saved: memoryRows({...saved.model})});
  } finally {
    weights.model.dispose();
  }
}

function requireFitting(model: LayersModel, source: LayersModel, path: string): void {
  const [weights, others] = [model, source].map((each) =>
    each.weights.map(({originalName, shape}): Weight => ({name: originalName.split('/').at(-1)!, shape})),
  ) as readonly Weight[][] as readonly [Weight[], Weight[]];
  for (const [index, weight] of weights.entries()) {
    const other = others[index];
    if (other !== undefined && textOf(other) === textOf(weight)) continue;
    const same = others.find(({name}) => name === weight.name);
    const there = same === undefined ? 'has none of that name' : `has it as ${textOf(same)}`;
    throw new ArgumentError('from', `one that has the weight ${textOf(weight)}`, path, `, which ${there}`);
  }
  const more = others[weights.length];
  if (more === undefined) return;
  const expected = 'one with the weights of the new model and no others';
  throw new ArgumentError('from', expected, path, `, which also has ${textOf(more)}`);
}

interface Weight {
  readonly name: string;
  readonly shape: readonly (number | null)[];
}

const textOf = ({name, shape}: Weight) => `${name} [${shape.join(', ')}]`;
