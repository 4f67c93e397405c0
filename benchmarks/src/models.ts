import {ntm, sam, sdnc} from '@ntmjs/layers';
import type {Task} from '@ntmjs/tasks';
import {initializers, type LayersModel, layers, sequential} from '@tensorflow/tfjs-layers';

/** A model config: all that another implementation needs to build the same model. */
export type ModelSpec =
  | {
      /** A Neural Turing Machine; its write heads come before its read heads. */
      readonly model: 'ntm';
      readonly controller: 'feedforward' | 'lstm';
      /** Hidden units of the controller. */
      readonly units: number;
      /** Rows of the memory. */
      readonly rows: number;
      /** Width of a row. */
      readonly width: number;
      /** The number of write heads and of read heads; defaults to 1. */
      readonly heads?: number;
    }
  | {
      /**
       * Sparse Access Memory, or a Sparse Differentiable Neural Computer with eight links a row; with one head, which reads four rows, by
       * each mode if there are several, and an LSTM controller.
       */
      readonly model: 'sam' | 'sdnc';
      readonly units: number;
      readonly rows: number;
      readonly width: number;
    }
  | {
      /** tfjs' own LSTM and a dense layer. */
      readonly model: 'lstm';
      readonly units: number;
      /** Stacked LSTM cells in one recurrent layer; defaults to a single `lstm` layer. */
      readonly layers?: number;
    };

const paper = {model: 'ntm', controller: 'feedforward', units: 100, rows: 128, width: 20} as const;

/** The rows of large memories. */
export const largeRows = [1024, 16_384, 65_536, 262_144, 1_048_576] as const;

const large = {units: 100, width: 32} as const;

/** Models with large memories, by name. */
function withRows<Prefix extends string>(
  prefix: Prefix,
  spec: (rows: number) => ModelSpec,
): Record<`${Prefix}-${(typeof largeRows)[number]}`, ModelSpec> {
  return Object.fromEntries(largeRows.map((rows) => [`${prefix}-${rows}`, spec(rows)])) as never;
}

/** The models that are measured, by name. */
export const models = {
  'ntm-feedforward': paper,
  'ntm-feedforward-128': paper,
  'ntm-feedforward-512': {...paper, rows: 512},
  'ntm-feedforward-2048': {...paper, rows: 2048},
  'ntm-feedforward-8192': {...paper, rows: 8192},
  'ntm-lstm': {...paper, controller: 'lstm'},
  'ntm-recall': {...paper, units: 256, heads: 4},
  'ntm-sort': {...paper, units: 512, heads: 8},
  lstm: {model: 'lstm', units: 256},
  'lstm-3-layers': {model: 'lstm', units: 256, layers: 3},
  ...withRows('sam', (rows) => ({model: 'sam', ...large, rows})),
  ...withRows('sdnc', (rows) => ({model: 'sdnc', ...large, rows})),
  ...withRows('ntm-dense', (rows) => ({model: 'ntm', controller: 'lstm', ...large, rows})),
} as const satisfies Readonly<Record<string, ModelSpec>>;

export type ModelName = keyof typeof models;

/**
 * Builds a model config, always with the same initial weights.
 *
 * @returns a model from `[batch, steps, inputs]` to logits `[batch, steps, outputs]` of the task's sizes
 */
export function buildModel(spec: ModelSpec, task: Pick<Task, 'inputSize' | 'outputSize'>): LayersModel {
  const inputShape = [null, task.inputSize];
  if (spec.model === 'ntm') {
    const {controller, units, rows, width, heads = 1} = spec;
    const layer = ntm({
      units: task.outputSize,
      controller: {type: controller, units},
      memory: {rows, width},
      heads: [...Array<'write'>(heads).fill('write'), ...Array<'read'>(heads).fill('read')],
      returnSequences: true,
      inputShape,
      seed: 1,
    });
    return sequential({layers: [layer]});
  }
  if (spec.model !== 'lstm') {
    const {model, units, rows, width} = spec;
    const create = model === 'sam' ? sam : sdnc;
    const layer = create({
      units: task.outputSize,
      controller: {type: 'lstm', units},
      memory: {rows, width},
      readHeads: 1,
      returnSequences: true,
      inputShape,
      seed: 1,
    });
    return sequential({layers: [layer]});
  }
  const glorot = (seed: number) => initializers.glorotUniform({seed});
  const cellArgs = (index: number) => ({
    units: spec.units,
    recurrentActivation: 'sigmoid' as const,
    kernelInitializer: glorot(3 * index + 1),
    recurrentInitializer: glorot(3 * index + 2),
  });
  const rest = {returnSequences: true, inputShape};
  const recurrent =
    spec.layers === undefined
      ? layers.lstm({...cellArgs(0), ...rest})
      : layers.rnn({
          cell: Array.from({length: spec.layers}, (_, index) => layers.lstmCell(cellArgs(index))),
          ...rest,
        });
  const output = layers.dense({units: task.outputSize, kernelInitializer: glorot(3)});
  return sequential({layers: [recurrent, output]});
}
