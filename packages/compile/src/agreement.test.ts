import {ntm} from '@ntmjs/layers';
import {describeOnBackends, expectClose} from '@ntmjs/testing';
import * as tf from '@tensorflow/tfjs-core';
import {layers, type RNN} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {compile} from './index.js';

type Create = (args: {returnSequences: boolean; returnState: boolean; goBackwards?: boolean}) => RNN;

const LAYERS: Record<string, Create> = {
  simpleRNN: (args) => layers.simpleRNN({units: 6, recurrentInitializer: 'glorotUniform', ...args}) as RNN,
  lstm: (args) => layers.lstm({units: 6, recurrentInitializer: 'glorotUniform', ...args}) as RNN,
  gru: (args) => layers.gru({units: 6, recurrentInitializer: 'glorotUniform', ...args}) as RNN,
  ntm: (args) =>
    ntm({
      units: 3,
      controller: {type: 'feedforward', units: 7},
      memory: {rows: 6, width: 3},
      seed: 1,
      ...args,
    }),
  'ntm lstm': (args) =>
    ntm({
      units: 3,
      controller: {type: 'lstm', units: 7, layers: 2},
      memory: {rows: 9, width: 4, contents: 'learned'},
      firstWeighting: 'learned',
      heads: ['read', 'write', 'read'],
      vectorActivation: 'tanh',
      weightingClip: 1,
      shiftRange: 2,
      seed: 1,
      ...args,
    }),
};

/** Outputs, states and all gradients of a weighted sum of them. */
function everything(layer: RNN, x: tf.Tensor3D) {
  const weights = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  let outputs: tf.Tensor[] = [];
  const loss = (input: tf.Tensor) => {
    outputs = [layer.apply(input) as tf.Tensor | tf.Tensor[]].flat().map((output) => tf.keep(output));
    return outputs
      .map((output, index) =>
        tf.sum(tf.mul(output, tf.randomNormal(output.shape, 0, 1, 'float32', index + 1))),
      )
      .reduce((sum, term) => tf.add(sum, term)) as tf.Scalar;
  };
  const {grads} = tf.variableGrads(() => loss(x), weights);
  const inputGradient = tf.grad((input) => loss(input))(x);
  return {outputs, gradients: [inputGradient, ...weights.map(({name}) => grads[name]!)]};
}

describe.each(Object.entries(LAYERS))('%s', (_, create) => {
  describeOnBackends('agrees with eager execution', () => {
    test.each([
      [1, 2, true, true],
      [2, 5, true, true],
      [3, 4, false, false],
      [2, 3, true, false],
    ])('batch %i, %i steps, sequences %s, states %s', (batch, steps, returnSequences, returnState) => {
      const layer = create({returnSequences, returnState});
      const x = tf.randomNormal([batch, steps, 5], 0, 1, 'float32', 7) as tf.Tensor3D;
      layer.apply(x);
      const eager = everything(layer, x);
      compile(layer);
      const compiled = everything(layer, x);
      expect(compiled.outputs.map(({shape}) => shape)).toEqual(eager.outputs.map(({shape}) => shape));
      for (const [index, output] of eager.outputs.entries()) {
        expectClose(compiled.outputs[index]!, output.dataSync(), {absolute: 1e-6, relative: 1e-4});
      }
      for (const [index, gradient] of eager.gradients.entries()) {
        expectClose(compiled.gradients[index]!, gradient.dataSync(), {absolute: 1e-6, relative: 1e-4});
      }
    });
  });
});
