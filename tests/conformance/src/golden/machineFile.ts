import {compile} from '@ntmjs/compile';
import {type HeadKind, ntm} from '@ntmjs/layers';
import {type GoldenArray, goldenTensor} from '@ntmjs/test-support/goldenArray';
import * as tf from '@tensorflow/tfjs-core';
import feedforward from './fixtures/ntm-feedforward-1r1w.json' with {type: 'json'};
import lstm from './fixtures/ntm-lstm-2r1w.json' with {type: 'json'};
import {sideBySide} from './sideBySide.js';

interface GoldenState {
  readonly memory: GoldenArray;
  readonly weightings: readonly GoldenArray[];
  readonly reads: readonly GoldenArray[];
  readonly controller: readonly GoldenArray[];
}

/** A whole Neural Turing Machine on a sequence; see the README beside the files. */
export interface MachineFile {
  readonly config: {
    readonly batch: number;
    readonly inputs: number;
    readonly outputs: number;
    readonly memory: {rows: number; width: number};
    readonly shiftRange: number;
    readonly controller: {type: 'feedforward' | 'lstm'; units: number; layers?: number};
    readonly heads: readonly HeadKind[];
    readonly keyAndAddActivation: 'linear' | 'tanh';
  };
  readonly parameters: Readonly<Record<string, GoldenArray>>;
  readonly inputs: GoldenArray;
  readonly targets: GoldenArray;
  readonly initialState: GoldenState;
  readonly expected: {
    readonly logits: GoldenArray;
    readonly loss: number;
    readonly finalState: GoldenState;
    readonly weightingsByStep: readonly (readonly GoldenArray[])[];
  };
  readonly gradients: {
    readonly parameters: Readonly<Record<string, GoldenArray>>;
    readonly inputs: GoldenArray;
    readonly initialState: GoldenState;
  };
}

export const machineFiles: Readonly<Record<string, MachineFile>> = {
  'ntm-feedforward-1r1w': feedforward as unknown as MachineFile,
  'ntm-lstm-2r1w': lstm as unknown as MachineFile,
};

/** The golden parameters, or their gradients, in the order of the layer's weights: the heads' maps are one map there. */
export function inWeightOrder(
  {config}: MachineFile,
  values: Readonly<Record<string, GoldenArray>>,
): GoldenArray[] {
  const controller = Object.keys(values).filter((name) => name.startsWith('controller'));
  const heads = (part: string) => sideBySide(config.heads.map((_, index) => values[`head${index}.${part}`]!));
  return [
    ...controller.map((name) => values[name]!),
    heads('kernel'),
    heads('bias'),
    values['output.kernel']!,
    values['output.bias']!,
  ];
}

/** A golden state, or its gradient, in the order of the layer's states, without those that the file omits. */
export function inStateOrder(
  {config}: MachineFile,
  {controller, reads, memory, weightings}: GoldenState,
): GoldenArray[] {
  const flat = {shape: [config.batch, memory.data.length / config.batch], data: memory.data};
  return [...controller, sideBySide(reads), flat, ...weightings];
}

/** The layer of a golden file with its weights, and the states that it starts from. */
export function machineOf(file: MachineFile, compiled: boolean) {
  const {config} = file;
  const layer = ntm({
    units: config.outputs,
    controller: config.controller,
    memory: config.memory,
    heads: config.heads,
    shiftRange: config.shiftRange,
    vectorActivation: config.keyAndAddActivation,
    returnSequences: true,
    returnState: true,
  });
  layer.build([config.batch, null, config.inputs]);
  layer.setWeights(inWeightOrder(file, file.parameters).map((array) => goldenTensor(array)));
  if (compiled) compile(layer);
  // The output and a feedforward controller's state do not influence the next step: the file omits them.
  const unread = [
    config.outputs,
    ...(config.controller.type === 'feedforward' ? [config.controller.units] : []),
  ].map((size) => tf.zeros([config.batch, size]));
  const states = inStateOrder(file, file.initialState).map((array) => goldenTensor(array));
  return {layer, unread, states};
}

export type Machine = ReturnType<typeof machineOf>;
