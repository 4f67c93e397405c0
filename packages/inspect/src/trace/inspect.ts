import {requireKeys} from '@ntmjs/arguments';
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
import {requireAlike, type ShownStep, watchedCell} from './observedCell.js';
import {requireEpisode, requireTraceable} from './traceable.js';

/** How an episode is run, unless as it is. */
export interface InspectArgs {
  /** Rows of the memory that are set to zero on the way, to see what breaks; none unless given. */
  readonly erase?: readonly Erasure[] | undefined;
}

/**
 * Runs one episode through a model, and says what its memory did: the state before and after every step, what was read,
 * and what each head was told, where it attended and what it wrote.
 *
 * Layers may stand before the memory-augmented layer and after it. The steps are those of its cell, so it may be
 * compiled. Weights and random streams stay as they are, and no tensor is left.
 *
 * @param model a model of one input `[batch, steps, inputs]` and one output, with one layer of `@ntmjs/layers`
 * @param inputs one episode: its inputs `[steps, inputSize]`, or a tensor `[1, steps, inputs]` as `model.predict` takes
 * @param args what is done to the memory meanwhile
 * @returns the model's outputs, equal to those of `model.predict` unless rows are erased (of a compiled layer up to rounding),
 *   and the reads, state and heads of each step
 * @throws ArgumentError if the model has no such layer or several, if that layer is stateful, goes backwards or is
 *   masked, if the inputs do not fit the model's, or if an access shows what it must not; if rows are to be erased, also if
 *   there are no such steps or rows, or other layers follow the memory-augmented one
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

/** What goes into the layer; and the model's own output, unless that is the sequence which the layer's steps give. */
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
 * Steps the cell of the layer through `[1, steps, inputs]`.
 *
 * @returns outputs, reads, the states before and after each step, row values and values of heads, `[steps, ...]` each
 */
function runSteps(layer: MemoryAugmentedRNN, inputs: tf.Tensor3D, erasures: readonly Erasure[]) {
  const shown: ShownStep[] = [];
  const cell = watchedCell(layer.cell, (step) => shown.push(step));
  try {
    let states = layer.getInitialState(inputs);
    const before: TensorRecord[] = [];
    const after = tf.unstack(inputs, 1).map((input, step) => {
      states = erasing(layer.cell, states, erasures, step);
      before.push(cell.unpackState(states).access);
      states = cell.call([input, ...states]).slice(1);
      return cell.unpackState(states);
    });
    requireAlike(shown, cell.access.getClassName());
    return {
      stepOutputs: tf.concat(after.map(({output}) => output)),
      reads: tf.concat(after.map(({reads}) => reads)),
      stateBefore: joined(before),
      state: joined(after.map(({access}) => access)),
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

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T, name: string) => U) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}
