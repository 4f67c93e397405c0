import {join} from 'node:path';
import {dispose, io, type Optimizer, Variable} from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import type {TrainState} from '../trainEvent.js';
import {readJson, readPart} from './jsonFile.js';
import {requireWeightData, weightSpecSchema} from './weightData.js';
import {write} from './writing.js';

/** The optimizer's state, in the tfjs format of weights. */
const OPTIMIZER_FILE = 'optimizer.bin';

/** The state of training, and the specs of the optimizer's tensors. */
const STATE_FILE = 'training.json';

const count = v.message(v.pipe(v.number(), v.integer(), v.minValue(0)), 'an integer at least 0');
const seconds = v.message(v.pipe(v.number(), v.minValue(0)), 'a number at least 0');
const numbers = v.message(v.array(v.number()), 'a list of numbers');
const scale = v.message(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), 'a number above 0 and at most 1');

const stateSchema = v.strictObject({
  sequences: count,
  seconds,
  random: v.message(v.pipe(v.array(v.pipe(v.number(), v.integer())), v.length(4)), 'a list of four integers'),
  metrics: v.record(v.string(), numbers),
  solvedAt: v.optional(v.strictObject({sequences: count, seconds})),
  rateScale: scale,
  curriculum: v.optional(v.strictObject({max: count, values: numbers})),
  optimizerSpecs: v.array(weightSpecSchema),
});

/** Saves the state of training: the loop's and the optimizer's. */
export async function saveTraining(folder: string, optimizer: Optimizer, state: TrainState): Promise<void> {
  const weights = await optimizer.getWeights();
  const {data, specs} = await io.encodeWeights(weights);
  // The number of iterations is a new tensor; the others are the optimizer's own.
  dispose(weights.map(({tensor}) => tensor).filter((tensor) => !(tensor instanceof Variable)));
  await write(join(folder, OPTIMIZER_FILE), Buffer.from(data));
  await write(join(folder, STATE_FILE), JSON.stringify({...state, optimizerSpecs: specs}));
}

/**
 * Reads the state of training.
 *
 * @throws ArgumentError that names the file if one is missing or broken
 */
export async function readTraining(folder: string) {
  const {optimizerSpecs, ...state} = await readJson(join(folder, STATE_FILE), stateSchema);
  const path = join(folder, OPTIMIZER_FILE);
  const data = requireWeightData(path, await readPart(path), optimizerSpecs);
  return {state, optimizerSpecs: optimizerSpecs as io.WeightsManifestEntry[], data};
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
