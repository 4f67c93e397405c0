import {ArgumentError} from '@ntmjs/arguments';
import {MemoryAugmentedRNN} from '@ntmjs/layers';
import type {ModelName} from '@ntmjs/presets';
import {modelNames} from '@ntmjs/presets';
import {taskNames} from '@ntmjs/tasks';
import {type LayersModel, RNN} from '@tensorflow/tfjs-layers';
import {type Choice, taskOf} from '../choice.js';
import type {Sizes} from '../sizes.js';

/** The accesses by the names of their classes, and the models that have them. */
const ACCESSES: Readonly<Record<string, ModelName>> = {
  NtmAccess: 'ntm-lstm',
  DncAccess: 'dnc',
  MannAccess: 'mann',
  StackAccess: 'stack',
  QueueAccess: 'queue',
  DequeAccess: 'deque',
};

/**
 * What a model that was opened is: which of the models here, of what sizes, and for which task.
 *
 * @param preferred the task that it is for if it fits
 * @throws Error if it is for none of the tasks
 */
export function choiceOfModel(model: LayersModel, preferred: Choice): Choice {
  const [input, output] = [model.inputs, model.outputs].map((tensors) => tensors.map(({shape}) => shape));
  if (input!.length !== 1 || output!.length !== 1 || input![0]!.length !== 3 || output![0]!.length !== 3) {
    const shapes = JSON.stringify([input, output]);
    throw new Error(
      `a model must go from [batch, steps, inputs] to [batch, steps, outputs]; this one’s shapes are ${shapes}`,
    );
  }
  const [inputSize, outputSize] = [input![0]![2], output![0]![2]];
  const {name, sizes} = networkOf(model);
  const fits = (task: string) => {
    const {inputSize: inputs, outputSize: outputs} = taskOf({task, model: name});
    return inputs === inputSize && outputs === outputSize;
  };
  const task = [preferred.task, ...taskNames].find(fits);
  if (task === undefined) {
    throw new Error(
      `the model takes ${inputSize} inputs and gives ${outputSize} outputs: none of the tasks here has so many`,
    );
  }
  return {task, model: name, sizes, seed: preferred.seed};
}

/** Which of the models here a model is, and its sizes. */
function networkOf(model: LayersModel): {name: ModelName; sizes: Sizes} {
  const layer = model.layers.find((candidate) => candidate instanceof RNN) as RNN | undefined;
  if (layer === undefined) throw new Error('a model must have a recurrent layer; this one has none');
  if (!(layer instanceof MemoryAugmentedRNN)) {
    const units = [layer.cell.stateSize].flat().at(-1) as number;
    return {name: 'lstm', sizes: {units}};
  }
  const {access, controller} = layer.cell;
  const name = modelOfAccess(access.getClassName(), controller.getClassName());
  const [rows, width] = access.stateShapes.memory as readonly [number, number];
  const heads = headsOf(access.getConfig() as {heads?: {kind: string}[] | string[]; readHeads?: number});
  const units = [controller.stateSize].flat()[0] as number;
  return {name, sizes: {units, rows, width, ...(heads !== undefined && {heads})}};
}

function modelOfAccess(access: string, controller: string): ModelName {
  const name = ACCESSES[access];
  if (name === undefined) {
    throw new ArgumentError(
      'the memory access of the model',
      `one of ${Object.keys(ACCESSES).join(', ')}`,
      access,
    );
  }
  const isFeedforward = name === 'ntm-lstm' && controller === 'FeedforwardCell';
  return modelNames.find((one) => one === (isFeedforward ? 'ntm-feedforward' : name))!;
}

function headsOf({heads, readHeads}: {heads?: readonly unknown[]; readHeads?: number}): number | undefined {
  return heads === undefined ? readHeads : heads.length / 2;
}
