import type {MemoryAugmentedRNN, TensorRecord} from '@ntmjs/layers';
import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, model as modelOf, type SymbolicTensor} from '@tensorflow/tfjs-layers';
import type {EpisodeInputs, EpisodeTrace, TracedArray, TracedRecord} from './episodeTrace.js';
import {headLabels} from './heads.js';
import {requireAlike, type ShownStep} from './shownStep.js';
import {requireEpisode, requireTraceable} from './traceable.js';
import {watchedCell} from './watchedCell.js';

/**
 * Runs one episode through a model, and says what its memory did: the state before and after every step, what was read,
 * and what each head was told, where it attended and what it wrote.
 *
 * Layers may stand before the memory-augmented layer and after it. The steps are those of its cell, so it may be
 * compiled. Weights and random streams stay as they are, and no tensor is left.
 *
 * @param model a model of one input `[batch, steps, inputs]` and one output, with one layer of `@ntmjs/layers`
 * @param inputs one episode: its inputs `[steps, inputSize]`, or a tensor `[1, steps, inputs]` as `model.predict` takes
 * @returns the model's outputs, equal to those of `model.predict`, and the reads, state and heads of each step
 * @throws ArgumentError if the model has no such layer or several, if that layer is stateful, goes backwards or is
 *   masked, if the inputs do not fit the model's, or if an access shows what it must not
 */
export async function inspect(model: LayersModel, inputs: EpisodeInputs | tf.Tensor): Promise<EpisodeTrace> {
  const layer = requireTraceable(model);
  const {steps, inputSize, inputs: values} = await requireEpisode(model, inputs);
  const tensors = tf.tidy(() => {
    const batch = tf.tensor3d(values, [1, steps, inputSize]);
    const [layerInput, outputs] = withLayerInput(model, layer).predict(batch) as [tf.Tensor3D, tf.Tensor];
    return {outputs: tf.squeeze(outputs, [0]), ...runSteps(layer, layerInput)};
  });
  try {
    const reads = await read(tensors.reads);
    const states = await readAll(tensors.states);
    const labels = headLabels(tensors.heads);
    return {
      steps: reads.shape[0]!,
      outputs: await read(tensors.outputs),
      reads,
      stateBefore: mapValues(states, (all) => stepsOf(all, 0)),
      state: mapValues(states, (all) => stepsOf(all, 1)),
      rowValues: await readAll(tensors.rowValues),
      heads: await Promise.all(
        tensors.heads.map(async ({kind, name, values}, index) => ({
          index,
          kind,
          ...(name !== undefined && {name}),
          label: labels[index]!,
          values: await readAll(values),
        })),
      ),
    };
  } finally {
    tf.dispose(tensors as tf.TensorContainer);
  }
}

/** The model with two outputs: what goes into the layer, and the model's own output. */
function withLayerInput(model: LayersModel, layer: MemoryAugmentedRNN): LayersModel {
  const outputs = [layer.input as SymbolicTensor, ...model.outputs];
  return modelOf({inputs: model.inputs, outputs, name: `${model.name}_trace`});
}

/**
 * Steps the cell of the layer through `[1, steps, inputs]`.
 *
 * @returns reads, row values and values of heads, `[steps, ...]` each; the states before the first step and after each,
 *   `[steps + 1, ...]` each
 */
function runSteps(layer: MemoryAugmentedRNN, inputs: tf.Tensor3D) {
  const shown: ShownStep[] = [];
  const cell = watchedCell(layer.cell, (step) => shown.push(step));
  try {
    let states = layer.getInitialState(inputs);
    const before = cell.unpackState(states).access;
    const after = tf.unstack(inputs, 1).map((input) => {
      states = cell.call([input, ...states]).slice(1);
      return cell.unpackState(states);
    });
    requireAlike(shown, cell.access.getClassName());
    return {
      reads: tf.concat(after.map(({reads}) => reads)),
      states: joined([before, ...after.map(({access}) => access)]),
      rowValues: joined(shown.map(({rowValues}) => rowValues)),
      heads: shown[0]!.heads.map((head, index) => ({
        ...head,
        values: joined(shown.map(({heads}) => heads[index]!.values)),
      })),
    };
  } finally {
    tf.dispose(shown as unknown as tf.TensorContainer);
  }
}

/** Records of the same names as one record, of which each tensor has those of the records one after the other. */
function joined(records: readonly TensorRecord[]): Record<string, tf.Tensor> {
  return mapValues(records[0]!, (_, name) => tf.concat(records.map((record) => record[name]!)));
}

async function read(tensor: tf.Tensor): Promise<TracedArray> {
  return {shape: tensor.shape, data: (await tensor.data()) as Float32Array};
}

async function readAll(tensors: TensorRecord): Promise<TracedRecord> {
  const arrays = Object.entries(tensors).map(async ([name, tensor]) => [name, await read(tensor)] as const);
  return Object.fromEntries(await Promise.all(arrays));
}

/** All of `[steps + 1, ...]` but the last or the first: a view from the first or from the second on. */
function stepsOf({shape, data}: TracedArray, first: 0 | 1): TracedArray {
  const [length, ...rest] = shape as [number, ...number[]];
  const size = data.length / length;
  return {shape: [length - 1, ...rest], data: data.subarray(first * size, (length - 1 + first) * size)};
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T, name: string) => U) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}
