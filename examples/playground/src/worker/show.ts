import {describeAlgorithm, inspect, unusedRows} from '@ntmjs/inspect';
import {MemoryAugmentedRNN, withRows} from '@ntmjs/layers';
import {type Episodes, RandomStream, type Task, wrongBitsOfEachSequence} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {unedited, type View} from '../view.js';
import type {Network} from './network.js';
import type {EpisodeResult} from './protocol.js';

/** Runs a network on the episode of a view, and on the unedited episode if there are edits. */
export async function show({model, task}: Network, view: View): Promise<EpisodeResult> {
  const trainedRows = rowsOf(model);
  const rows = trainedRows === undefined ? undefined : view.rows;
  const copy = rows === undefined || rows === trainedRows ? undefined : withRows(model, rows);
  try {
    const result = await showOn(copy ?? model, task, view);
    if (view.flips.length + view.erased.length === 0) return {...result, trainedRows};
    const {outputs, wrongBits} = await showOn(copy ?? model, task, unedited(view));
    return {...result, trainedRows, unchanged: outputs, wrongBitsUnchanged: wrongBits};
  } finally {
    copy?.dispose();
  }
}

async function showOn(model: LayersModel, task: Task, view: View): Promise<EpisodeResult> {
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
    headDescriptions: trace === undefined ? [] : describeHeads(trace, episode, task),
    unusedRows: trace === undefined ? [] : unusedRows(trace),
  };
}

function describeHeads(
  trace: Awaited<ReturnType<typeof inspect>>,
  episode: Omit<Episodes, 'batch'>,
  task: Task,
) {
  return describeAlgorithm({trace, episode, task}).map(({label, sentences}) => ({label, sentences}));
}

/** The episode of a view, with its inputs flipped. */
function episodeOf(task: Task, {difficulty, episode: number, flips}: View): Episodes {
  const episode = task.sample(new RandomStream(number, 'playground'), 1, difficulty);
  const inputs = episode.inputs.slice();
  for (const {step, channel} of flips) {
    const index = step * episode.inputSize + channel;
    // Signed inputs change their sign; bits become the other bit.
    if (step < episode.steps && channel < episode.inputSize)
      inputs[index] = inputs[index]! < 0 ? -inputs[index]! : 1 - inputs[index]!;
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

/** The number of rows of a model's memory; undefined without a memory. */
export function rowsOf(model: LayersModel): number | undefined {
  const layer = model.layers.find((candidate) => candidate instanceof MemoryAugmentedRNN) as
    | MemoryAugmentedRNN
    | undefined;
  return layer?.cell.access.stateShapes.memory?.[0];
}
