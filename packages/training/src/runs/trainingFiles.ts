import {join} from 'node:path';
import {
  digestsOf,
  firstNonFinite,
  parseJson,
  requireDigest,
  requireFiniteWeights,
  requireSavedTensors,
  requireSeal,
  requireWeightBytes,
  type SavedTensor,
  sealed,
} from '@ntmjs/arguments/files';
import {dispose, io, type Optimizer, Variable} from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import {NonFiniteError} from '../nonFinite.js';
import type {TrainState} from '../trainEvent.js';
import {readPart} from './readPart.js';
import {fields, requireSchema} from './requireSchema.js';
import {write} from './writing.js';

/** The optimizer's state, in the tfjs format of weights. */
const OPTIMIZER_FILE = 'optimizer.bin';

/** The state of training, the specs of the optimizer's tensors, and the SHA-256 of every file of the checkpoint. */
const STATE_FILE = 'training.json';

const count = v.message(v.pipe(v.number(), v.safeInteger(), v.minValue(0)), 'an integer at least 0');
const seconds = v.message(v.pipe(v.number(), v.finite(), v.minValue(0)), 'a number at least 0');
const numbers = v.message(v.array(v.pipe(v.number(), v.finite())), 'a list of numbers');
const scale = v.message(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), 'a number above 0 and at most 1');

const stateSchema = fields({
  files: v.optional(v.record(v.string(), v.string())),
  sequences: count,
  seconds,
  random: v.message(v.pipe(v.array(v.pipe(v.number(), v.integer())), v.length(4)), 'a list of four integers'),
  metrics: v.record(v.string(), numbers),
  onRows: v.optional(v.record(v.string(), v.record(v.string(), numbers))),
  solvedAt: v.optional(fields({sequences: count, seconds})),
  rateScale: scale,
  curriculum: v.optional(fields({max: count, values: numbers})),
  optimizerSpecs: v.unknown(),
  log: v.optional(fields({bytes: count, sha256: v.string()})),
  sha256: v.optional(v.string()),
});

/** How much of `metrics.jsonl` was written when a checkpoint was saved. */
export interface LogDigest {
  readonly bytes: number;
  readonly sha256: string;
}

export interface SaveTrainingArgs {
  readonly optimizer: Optimizer;
  readonly state: TrainState;
  readonly log?: LogDigest | undefined;
  /** The content of the other files of the checkpoint, by their names. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/**
 * Saves the state of training: the loop's and the optimizer's.
 *
 * @throws NonFiniteError if the optimizer's state is not finite
 */
export async function saveTraining(folder: string, args: SaveTrainingArgs): Promise<void> {
  const {optimizer, state, log, files} = args;
  const weights = await optimizer.getWeights();
  const {data, specs} = await io.encodeWeights(weights);
  // The number of iterations is a new tensor; the others are the optimizer's own.
  dispose(weights.map(({tensor}) => tensor).filter((tensor) => !(tensor instanceof Variable)));
  const found = firstNonFinite(data, specs as SavedTensor[]);
  if (found !== undefined) throw new NonFiniteError(`the optimizer's ${found.element}`, found.value);
  const digests = await digestsOf({...files, [OPTIMIZER_FILE]: data});
  const json = await sealed({files: digests, ...state, optimizerSpecs: specs, log});
  await write(join(folder, OPTIMIZER_FILE), Buffer.from(data));
  await write(join(folder, STATE_FILE), JSON.stringify(json));
}

/**
 * Reads the state of training.
 *
 * @throws ArgumentError that names the file if one is missing, broken, or not what was saved
 */
export async function readTraining(folder: string) {
  const path = join(folder, STATE_FILE);
  const json = parseJson(path, await readPart(path));
  const {optimizerSpecs, files = {}, log, sha256: _, ...state} = requireSchema(stateSchema, json, path);
  const tensors = requireSavedTensors(`${path}: optimizerSpecs`, optimizerSpecs);
  await requireSeal(path, json as object);
  const optimizerPath = join(folder, OPTIMIZER_FILE);
  const bytes = await readPart(optimizerPath);
  const data = new Uint8Array(bytes).buffer;
  requireWeightBytes(optimizerPath, data.byteLength, tensors);
  await requireDigest(optimizerPath, bytes, files[OPTIMIZER_FILE]);
  requireFiniteWeights(optimizerPath, data, tensors);
  return {state, optimizerSpecs: optimizerSpecs as io.WeightsManifestEntry[], data, files, log};
}

/**
 * Restores the optimizer's state, and returns that of training.
 *
 * @throws ArgumentError if the state is that of another optimizer
 */
export async function restoreTraining(
  {state, data, optimizerSpecs}: Awaited<ReturnType<typeof readTraining>>,
  optimizer: Optimizer,
): Promise<TrainState> {
  const tensors = io.decodeWeights(data, optimizerSpecs);
  try {
    await optimizer.setWeights(Object.entries(tensors).map(([name, tensor]) => ({name, tensor})));
  } finally {
    dispose(tensors);
  }
  return state;
}
