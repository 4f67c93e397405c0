import {arrayMemory, requireKeys, requireMemory} from '@ntmjs/arguments';
import type {MemoryAugmentedRNN, TensorRecord} from '@ntmjs/layers';
import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, model as modelOf, type SymbolicTensor} from '@tensorflow/tfjs-layers';
import {
  type EpisodeInputs,
  type EpisodeTrace,
  headLabels,
  type TracedArray,
  type TracedRecord,
} from './episodeTrace.js';
import {type Erasure, endsWithSteps, erasing, requireErasures} from './erasure.js';
import {type ObservedStep, observedCell, requireConsistent} from './observedCell.js';
import {requireEpisode, requireTraceable} from './traceable.js';

/** Interventions in an episode. */
export interface InspectArgs {
  /** Memory rows to set to zero during the episode, to see what depends on them; defaults to none. */
  readonly erase?: readonly Erasure[] | undefined;
}

/**
 * Runs one episode through a model and traces its memory: the state before and after every step, the reads, and each head's
 * parameters, weightings and effects.
 *
 * Other layers may precede and follow the memory-augmented layer, which may be compiled: the trace runs its cell step by step.
 * Weights and random streams do not change, and no tensor is leaked.
 *
 * @param model a model of one input `[batch, steps, inputs]` and one output, with one layer of `@ntmjs/layers`
 * @param inputs one episode: its inputs `[steps, inputSize]`, or a tensor `[1, steps, inputs]` as `model.predict` takes
 * @param args interventions in the memory during the episode
 * @returns the model's outputs, which equal those of `model.predict` unless rows are erased (up to rounding if the layer is
 *   compiled), and the reads, state and heads of each step
 * @throws ArgumentError if the model does not have exactly one such layer, if that layer is stateful, goes backwards or is
 *   masked, if the inputs do not fit the model, if the states of all steps are too large to keep, or if the access reports malformed heads or row values. With `erase` also if a step
 *   or row does not exist, or other layers follow the memory-augmented layer
 */
export async function inspect(
  model: LayersModel,
  inputs: EpisodeInputs | tf.Tensor,
  args: InspectArgs = {},
): Promise<EpisodeTrace> {
  requireKeys('inspect', args, ['erase']);
  const layer = requireTraceable(model);
  const {steps, inputSize, inputs: values} = await requireEpisode(model, inputs);
  const erasures = requireErasures(args.erase ?? [], steps, model, layer);
  requireTraceMemory(layer, steps);
  const tensors = tf.tidy(() => {
    const batch = tf.tensor3d(values, [1, steps, inputSize]);
    const [layerInput, outputs] = predictAround(model, layer, batch);
    const {stepOutputs, ...run} = runSteps(layer, layerInput, erasures);
    return {outputs: outputs === undefined ? stepOutputs : tf.squeeze(outputs, [0]), ...run};
  });
  try {
    const reads = await read(tensors.reads);
    const labels = headLabels(tensors.heads);
    return {
      steps: reads.shape[0]!,
      outputs: await read(tensors.outputs),
      reads,
      stateBefore: await readAll(tensors.stateBefore),
      state: await readAll(tensors.state),
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

/** Throws an `ArgumentError` that names the inputs, if the states before and after each step do not fit one array. */
function requireTraceMemory({cell}: MemoryAugmentedRNN, steps: number): void {
  const numbers = [cell.stateSize].flat().reduce((sum, size) => sum + size, 0);
  const bytesOf = ({inputs}: {readonly inputs: number}) =>
    2 * Float32Array.BYTES_PER_ELEMENT * inputs * numbers;
  requireMemory('the states before and after each step', {inputs: steps}, bytesOf, arrayMemory());
}

/** The layer's input; and the model's output, unless that is the sequence of the layer's own outputs. */
function predictAround(
  model: LayersModel,
  layer: MemoryAugmentedRNN,
  batch: tf.Tensor3D,
): [layerInput: tf.Tensor3D, outputs?: tf.Tensor] {
  const outputs = [layer.input as SymbolicTensor, ...(endsWithSteps(model, layer) ? [] : model.outputs)];
  const around = modelOf({inputs: model.inputs, outputs, name: `${model.name}_trace`});
  return [around.predict(batch)].flat() as [tf.Tensor3D, tf.Tensor?];
}

/**
 * Runs the cell of the layer on `[1, steps, inputs]`.
 *
 * @returns outputs, reads, the states before and after each step, row values and values of heads, `[steps, ...]` each
 */
function runSteps(layer: MemoryAugmentedRNN, inputs: tf.Tensor3D, erasures: readonly Erasure[]) {
  const observed: ObservedStep[] = [];
  const cell = observedCell(layer.cell, (step) => observed.push(step));
  try {
    let states = layer.getInitialState(inputs);
    const before: TensorRecord[] = [];
    const after = tf.unstack(inputs, 1).map((input, step) => {
      states = erasing(layer.cell, states, erasures, step);
      before.push(cell.unpackState(states).access);
      states = cell.call([input, ...states]).slice(1);
      return cell.unpackState(states);
    });
    requireConsistent(observed, cell.access.getClassName());
    return {
      stepOutputs: tf.concat(after.map(({output}) => output)),
      reads: tf.concat(after.map(({reads}) => reads)),
      stateBefore: concatenated(before),
      state: concatenated(after.map(({access}) => access)),
      rowValues: concatenated(observed.map(({rowValues}) => rowValues)),
      heads: observed[0]!.heads.map((head, index) => ({
        ...head,
        values: concatenated(observed.map(({heads}) => heads[index]!.values)),
      })),
    };
  } finally {
    tf.dispose(observed as unknown as tf.TensorContainer);
  }
}

/** Concatenates the tensors of each name along their first axis. */
function concatenated(records: readonly TensorRecord[]): Record<string, tf.Tensor> {
  return mapValues(records[0]!, (_, name) => tf.concat(records.map((record) => record[name]!)));
}

async function read(tensor: tf.Tensor): Promise<TracedArray> {
  return {shape: tensor.shape, data: (await tensor.data()) as Float32Array};
}

async function readAll(tensors: TensorRecord): Promise<TracedRecord> {
  const arrays = Object.entries(tensors).map(async ([name, tensor]) => [name, await read(tensor)] as const);
  return Object.fromEntries(await Promise.all(arrays));
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T, name: string) => U) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}
