import {describeOnBackends, expectClose, type GoldenArray, goldenTensor, readGolden} from '@ntmjs/testing';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import type {HeadKind} from './accesses/ntmArgs.js';
import {ntm} from './ntm.js';

/** A whole Neural Turing Machine on a sequence; see `fixtures/README.md`. */
interface GoldenState {
  readonly memory: GoldenArray;
  readonly weightings: readonly GoldenArray[];
  readonly reads: readonly GoldenArray[];
  readonly controller: readonly GoldenArray[];
}

interface GoldenNtm {
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

const FORWARD = {absolute: 1e-5, relative: 0};
const GRADIENT = {absolute: 1e-8, relative: 1e-4};

/** The columns of several arrays of as many rows side by side (vectors: one after the other). */
function sideBySide(arrays: readonly GoldenArray[]): GoldenArray {
  const rows = arrays[0]!.shape.length === 1 ? 1 : arrays[0]!.shape[0]!;
  const data = Array.from({length: rows}, (_, row) =>
    arrays.flatMap(({data}) => data.slice((row * data.length) / rows, ((row + 1) * data.length) / rows)),
  ).flat();
  return {shape: arrays[0]!.shape.length === 1 ? [data.length] : [rows, data.length / rows], data};
}

/** The golden parameters in the order of the layer's weights: the heads' maps are one map here. */
function inWeightOrder({config}: GoldenNtm, values: Readonly<Record<string, GoldenArray>>): GoldenArray[] {
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

/** A golden state in the order of the layer's states, without the output, which comes first. */
function inStateOrder(
  {config}: GoldenNtm,
  {controller, reads, memory, weightings}: GoldenState,
): GoldenArray[] {
  const flat = {shape: [config.batch, memory.data.length / config.batch], data: memory.data};
  return [...controller, sideBySide(reads), flat, ...weightings];
}

/** The model of a golden file with its weights, and the states that it starts from. */
function build(golden: GoldenNtm) {
  const {inputs, outputs, keyAndAddActivation, ...config} = golden.config;
  const layer = ntm({
    units: outputs,
    controller: config.controller,
    memory: config.memory,
    heads: config.heads,
    shiftRange: config.shiftRange,
    vectorActivation: keyAndAddActivation,
    returnSequences: true,
    returnState: true,
  });
  layer.build([config.batch, null, inputs]);
  layer.setWeights(inWeightOrder(golden, golden.parameters).map((array) => goldenTensor(array)));
  // A feedforward cell's state is its last output, which it does not read; the golden file leaves it out.
  const unread =
    config.controller.type === 'feedforward' ? [tf.zeros([config.batch, config.controller.units])] : [];
  const states = [
    tf.zeros([config.batch, outputs]),
    ...unread,
    ...inStateOrder(golden, golden.initialState).map((array) => goldenTensor(array)),
  ];
  const goldenStates = states.length - inStateOrder(golden, golden.initialState).length;
  const apply = (input: tf.Tensor, initialState: tf.Tensor[]) =>
    layer.apply(input, {initialState}) as [tf.Tensor3D, ...tf.Tensor2D[]];
  return {layer, states, goldenStates, apply};
}

/** Mean cross-entropy over every output. */
function meanCrossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Scalar {
  return tf.mean(tf.sub(tf.softplus(logits), tf.mul(logits, targets)));
}

describe.each(['ntm-feedforward-1r1w', 'ntm-lstm-2r1w'])('%s', (name) => {
  const golden = readGolden<GoldenNtm>(new URL(`fixtures/${name}.json`, import.meta.url));

  describeOnBackends('agrees with the golden file', () => {
    test('outputs and final state', () => {
      const {states, goldenStates, apply} = build(golden);
      const [logits, ...final] = apply(goldenTensor(golden.inputs), states);
      expectClose(logits, golden.expected.logits.data, FORWARD);
      const expected = inStateOrder(golden, golden.expected.finalState);
      for (const [index, {data}] of expected.entries())
        expectClose(final[goldenStates + index]!, data, FORWARD);
      const loss = meanCrossEntropy(logits, goldenTensor(golden.targets)).dataSync()[0];
      expect(loss).toBeCloseTo(golden.expected.loss, 5);
    });

    test('the weightings of every step', () => {
      const {layer, states} = build(golden);
      let current = states;
      const inputs = tf.unstack(goldenTensor<tf.Tensor3D>(golden.inputs), 1);
      for (const [step, input] of inputs.entries()) {
        current = layer.cell.call([input, ...current]).slice(1);
        const {access} = layer.cell.unpackState(current);
        for (const [head, {data}] of golden.expected.weightingsByStep[step]!.entries()) {
          expectClose(access[`weighting${head}`]!, data, FORWARD);
        }
      }
    });

    test('gradients with respect to every parameter', () => {
      const {layer, states, apply} = build(golden);
      const [inputs, targets] = [goldenTensor(golden.inputs), goldenTensor(golden.targets)];
      const {grads} = tf.variableGrads(() => meanCrossEntropy(apply(inputs, states)[0], targets));
      const expected = inWeightOrder(golden, golden.gradients.parameters);
      for (const [index, weight] of layer.weights.entries()) {
        expectClose(grads[weight.name]!, expected[index]!.data, GRADIENT);
      }
    });

    test('gradients with respect to the inputs and the initial state', () => {
      const {states, goldenStates, apply} = build(golden);
      const targets = goldenTensor(golden.targets);
      const constants = states.slice(0, goldenStates);
      const gradients = tf.grads((inputs, ...rest) =>
        meanCrossEntropy(apply(inputs!, [...constants, ...rest])[0], targets),
      )([goldenTensor(golden.inputs), ...states.slice(goldenStates)]);
      const expected = [golden.gradients.inputs, ...inStateOrder(golden, golden.gradients.initialState)];
      for (const [index, {data}] of expected.entries()) expectClose(gradients[index]!, data, GRADIENT);
    });
  });
});
