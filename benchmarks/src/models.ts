import {ntm} from '@ntmjs/layers';
import type {Task} from '@ntmjs/tasks';
import {initializers, type LayersModel, layers, sequential} from '@tensorflow/tfjs-layers';

/** A model in words and sizes: all that another implementation needs to build its equal. */
export type ModelSpec =
  | {
      /** A Neural Turing Machine with one write and one read head, in that order. */
      readonly model: 'ntm';
      readonly controller: 'feedforward' | 'lstm';
      /** Hidden units of the controller. */
      readonly units: number;
      /** Rows of the memory. */
      readonly rows: number;
      /** Width of a row. */
      readonly width: number;
    }
  | {
      /** tfjs' own LSTM and a dense layer. */
      readonly model: 'lstm';
      readonly units: number;
    };

/** The models that are measured, by the names that the rows carry. */
export const models = {
  'ntm-feedforward': {model: 'ntm', controller: 'feedforward', units: 100, rows: 128, width: 20},
  'ntm-lstm': {model: 'ntm', controller: 'lstm', units: 100, rows: 128, width: 20},
  lstm: {model: 'lstm', units: 256},
} as const satisfies Readonly<Record<string, ModelSpec>>;

export type ModelName = keyof typeof models;

/**
 * The tfjs model of a specification, always with the same first weights.
 *
 * @returns a model from `[batch, steps, inputs]` to logits `[batch, steps, outputs]` of the task's sizes
 */
export function buildModel(spec: ModelSpec, task: Pick<Task, 'inputSize' | 'outputSize'>): LayersModel {
  const inputShape = [null, task.inputSize];
  if (spec.model === 'ntm') {
    const {controller, units, rows, width} = spec;
    const layer = ntm({
      units: task.outputSize,
      controller: {type: controller, units},
      memory: {rows, width},
      heads: ['write', 'read'],
      returnSequences: true,
      inputShape,
      seed: 1,
    });
    return sequential({layers: [layer]});
  }
  const glorot = (seed: number) => initializers.glorotUniform({seed});
  const recurrent = layers.lstm({
    units: spec.units,
    recurrentActivation: 'sigmoid',
    kernelInitializer: glorot(1),
    recurrentInitializer: glorot(2),
    returnSequences: true,
    inputShape,
  });
  const output = layers.dense({units: task.outputSize, kernelInitializer: glorot(3)});
  return sequential({layers: [recurrent, output]});
}
