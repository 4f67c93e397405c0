import {type HeadKind, ntm} from '@ntmjs/layers';
import {describeOnBackends, expectClose, type GoldenArray, goldenTensor, readGolden} from '@ntmjs/testing';
import * as tf from '@tensorflow/tfjs-core';
import {describe, test} from 'vitest';
import {compile} from './index.js';

interface GoldenState {
  readonly memory: GoldenArray;
  readonly weightings: readonly GoldenArray[];
  readonly reads: readonly GoldenArray[];
  readonly controller: readonly GoldenArray[];
}

/** A whole Neural Turing Machine on a sequence, made by the layers' package; how is said beside the file. */
interface GoldenNtm {
  readonly config: {
    readonly batch: number;
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
  readonly expected: {readonly logits: GoldenArray; readonly finalState: GoldenState};
  readonly gradients: {
    readonly parameters: Readonly<Record<string, GoldenArray>>;
    readonly inputs: GoldenArray;
    readonly initialState: GoldenState;
  };
}

/** Golden arrays side by side along their last axis. */
function sideBySide(arrays: readonly GoldenArray[]): tf.Tensor {
  return tf.concat(
    arrays.map((array) => goldenTensor(array)),
    -1,
  );
}

/** The golden parameters, or their gradients, in the order of the layer's weights. */
function inWeightOrder({config}: GoldenNtm, values: Readonly<Record<string, GoldenArray>>): tf.Tensor[] {
  const controller = Object.keys(values).filter((name) => name.startsWith('controller'));
  const heads = (part: string) => sideBySide(config.heads.map((_, index) => values[`head${index}.${part}`]!));
  return [
    ...controller.map((name) => goldenTensor(values[name]!)),
    heads('kernel'),
    heads('bias'),
    goldenTensor(values['output.kernel']!),
    goldenTensor(values['output.bias']!),
  ];
}

/** A golden state, or its gradient, in the order of the layer's states from the controller's on. */
function inStateOrder(
  {config}: GoldenNtm,
  {controller, reads, memory, weightings}: GoldenState,
): tf.Tensor[] {
  const flat = tf.reshape(goldenTensor(memory), [config.batch, -1]);
  const tensors = (arrays: readonly GoldenArray[]) => arrays.map((array) => goldenTensor(array));
  return [...tensors(controller), sideBySide(reads), flat, ...tensors(weightings)];
}

describe.each(['ntm-feedforward-1r1w', 'ntm-lstm-2r1w'])('%s, compiled', (name) => {
  const golden = readGolden<GoldenNtm>(new URL(`../../layers/src/fixtures/${name}.json`, import.meta.url));
  const {config} = golden;

  describeOnBackends('agrees with the golden file', () => {
    test('in outputs, states and all gradients', () => {
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
      layer.build([config.batch, null, golden.inputs.shape.at(-1)!]);
      layer.setWeights(inWeightOrder(golden, golden.parameters));
      compile(layer);
      // The output, and a feedforward controller's state, are states that nobody reads: the golden file leaves them out.
      const unread = [
        config.outputs,
        ...(config.controller.type === 'feedforward' ? [config.controller.units] : []),
      ];
      const zeros = unread.map((size) => tf.zeros([config.batch, size]));
      const targets = goldenTensor(golden.targets);
      let results: tf.Tensor[] = [];
      const loss = (inputs: tf.Tensor, states: readonly tf.Tensor[]) => {
        results = (layer.apply(inputs, {initialState: [...zeros, ...states]}) as tf.Tensor[]).map((y) =>
          tf.keep(y),
        );
        const logits = results[0]!;
        return tf.mean(tf.sub(tf.softplus(logits), tf.mul(logits, targets))) as tf.Scalar;
      };
      const inputs = goldenTensor(golden.inputs);
      const states = inStateOrder(golden, golden.initialState);

      const gradients = tf.grads((x, ...rest) => loss(x!, rest))([inputs, ...states]);
      const expected = [
        goldenTensor(golden.gradients.inputs),
        ...inStateOrder(golden, golden.gradients.initialState),
      ];
      for (const [index, tensor] of expected.entries())
        expectClose(gradients[index]!, tensor.dataSync(), {absolute: 1e-8, relative: 1e-4});

      expectClose(results[0]!, golden.expected.logits.data, {absolute: 1e-5, relative: 0});
      for (const [index, tensor] of inStateOrder(golden, golden.expected.finalState).entries())
        expectClose(results[1 + unread.length + index]!, tensor.dataSync(), {absolute: 1e-5, relative: 0});

      const {grads} = tf.variableGrads(() => loss(inputs, states));
      const weights = inWeightOrder(golden, golden.gradients.parameters);
      for (const [index, weight] of layer.weights.entries())
        expectClose(grads[weight.name]!, weights[index]!.dataSync(), {absolute: 1e-8, relative: 1e-4});
    });
  });
});
