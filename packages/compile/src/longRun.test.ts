import {dnc} from '@ntmjs/layers';
import {uniformNumbers, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {compile} from './index.js';

const [BATCH, STEPS, CALLS] = [50, 50, 40];

const heads = {memory: {rows: 4, width: 2}, readHeads: 2, writeHeads: 2};

/** A DNC whose inputs are its emissions: the controller and the map to the emission hand them on. */
function emitting(options: boolean) {
  const create = (units: number) =>
    dnc({
      ...heads,
      units: 1,
      controller: layers.simpleRNNCell({units, activation: 'linear', recurrentInitializer: 'zeros'}),
      contentMask: options,
      eraseFreed: options,
      sharpLinks: options,
      returnState: true,
      seed: 1,
    });
  const {emissionSize} = create(1).cell.access;
  const layer = create(emissionSize);
  layer.build([BATCH, null, emissionSize]);
  const [kernel, recurrent, bias, , ...others] = layer.getWeights();
  const identity = tf.eye(emissionSize);
  const reads = tf.zeros([kernel!.shape[0]! - emissionSize, emissionSize]);
  layer.setWeights([tf.concat([identity, reads], 0), recurrent!, bias!, identity, ...others]);
  return {layer: compile(layer), emissionSize};
}

describe('a Differentiable Neural Computer at extreme gates, compiled', () => {
  useBackend('cpu');

  test.each([
    ['no option', false],
    ['all options', true],
  ])('gives nothing but numbers over 100 000 steps, with %s', (_, options) => {
    const {layer, emissionSize} = emitting(options);
    const shape: [number, number, number] = [BATCH, STEPS, emissionSize];
    let state = layer.getInitialState(tf.zeros([BATCH, 1, emissionSize]));
    for (let call = 0; call < CALLS; call++) {
      const sizes = tf.tensor3d(uniformNumbers(call, BATCH * STEPS, 20, 100), [BATCH, STEPS, 1]);
      const signs = tf.sign(tf.tensor3d(uniformNumbers(1000 + call, BATCH * STEPS * emissionSize), shape));
      const emissions = tf.mul(sizes, signs);
      const [, ...next] = layer.apply(emissions, {initialState: state}) as tf.Tensor[];
      for (const part of next) expect(part.dataSync().every(Number.isFinite), `call ${call}`).toBe(true);
      tf.dispose([sizes, signs, emissions, ...state]);
      state = next;
    }
  });
});
