import {describeAlgorithm, inspect, unusedRows} from '@ntmjs/inspect';
import {MemoryAugmentedRNN, withRows} from '@ntmjs/layers';
import {type Episodes, RandomStream, type Task, wrongBitsOfEachSequence} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {unedited, type View} from '../view.js';
import type {Network} from './network.js';
import type {Picture} from './protocol.js';

/** Shows what a network does in an episode. */
export async function show({model, task}: Network, view: View): Promise<Picture> {
  const trainedRows = rowsOf(model);
  const rows = trainedRows === undefined ? undefined : view.rows;
  const copy = rows === undefined || rows === trainedRows ? undefined : withRows(model, rows);
  try {
    const picture = await showOn(copy ?? model, task, view);
    if (view.flips.length + view.erased.length === 0) return {...picture, trainedRows};
    const {outputs, wrongBits} = await showOn(copy ?? model, task, unedited(view));
    return {...picture, trainedRows, unchanged: outputs, wrongBitsUnchanged: wrongBits};
  } finally {
    copy?.dispose();
  }
}

async function showOn(model: LayersModel, task: Task, view: View): Promise<Picture> {
  const {batch: _, ...episode} = episodeOf(task, view);
  const hasMemory = rowsOf(model) !== undefined;
  const trace = hasMemory ? await inspect(model, episode, {erase: view.erased}) : undefined;
  const logits = trace?.outputs.data ?? (await predict(model, episode));
  const [wrongBits] = wrongBitsOfEachSequence(logits, {...episode, batch: 1});
  return {
    view,
    episode,
    inputChannels: task.inputChannels,
    outputChannels: task.outputChannels,
    outputs: logits.map((logit) => 1 / (1 + Math.exp(-logit))),
    wrongBits: wrongBits!,
    memory: trace?.state.memory,
    rowValues: trace?.rowValues ?? {},
    heads: trace?.heads.map(({label, kind, values}) => ({label, kind, values})) ?? [],
    account: trace === undefined ? [] : accountOf(trace, episode, task),
    unusedRows: trace === undefined ? [] : unusedRows(trace),
  };
}

function accountOf(trace: Awaited<ReturnType<typeof inspect>>, episode: Omit<Episodes, 'batch'>, task: Task) {
  return describeAlgorithm({trace, episode, task}).map(({label, sentences}) => ({label, sentences}));
}

/** The episode of a view, with the bits turned that are to be turned. */
function episodeOf(task: Task, {difficulty, episode: number, flips}: View): Episodes {
  const episode = task.sample(new RandomStream(number, 'playground'), 1, difficulty);
  const inputs = episode.inputs.slice();
  for (const {step, channel} of flips) {
    const place = step * episode.inputSize + channel;
    // Of signed inputs the other sign, of bits the other bit.
    if (step < episode.steps && channel < episode.inputSize)
      inputs[place] = inputs[place]! < 0 ? -inputs[place]! : 1 - inputs[place]!;
  }
  return {...episode, inputs};
}

async function predict(
  model: LayersModel,
  {inputs, steps, inputSize}: Omit<Episodes, 'batch'>,
): Promise<Float32Array> {
  const output = tf.tidy(() => model.predict(tf.tensor3d(inputs, [1, steps, inputSize])) as tf.Tensor);
  const values = (await output.data()) as Float32Array;
  output.dispose();
  return values;
}

/** How many rows the memory of a model has; nothing if it has none. */
export function rowsOf(model: LayersModel): number | undefined {
  const layer = model.layers.find((candidate) => candidate instanceof MemoryAugmentedRNN) as
    | MemoryAugmentedRNN
    | undefined;
  return layer?.cell.access.stateShapes.memory?.[0];
}
