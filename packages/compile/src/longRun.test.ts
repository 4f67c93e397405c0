import {dnc} from '@ntmjs/layers';
import {repetitions, uniformNumbers, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {compile} from './index.js';

const [BATCH, STEPS, CALLS] = [50, 50, repetitions(40)];

const heads = {memory: {rows: 4, width: 2}, readHeads: 2, writeHeads: 2};

/** A DNC whose inputs are its interface vectors: the controller and the map to the interface vector are identities. */
function passingThrough(options: boolean) {
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
  const {interfaceSize} = create(1).cell.access;
  const layer = create(interfaceSize);
  layer.build([BATCH, null, interfaceSize]);
  const [kernel, recurrent, bias, , ...others] = layer.getWeights();
  const identity = tf.eye(interfaceSize);
  const reads = tf.zeros([kernel!.shape[0]! - interfaceSize, interfaceSize]);
  layer.setWeights([tf.concat([identity, reads], 0), recurrent!, bias!, identity, ...others]);
  return {layer: compile(layer), interfaceSize};
}

describe('a Differentiable Neural Computer at extreme gates, compiled', () => {
  useBackend('cpu');

  test.each([
    ['no option', false],
    ['all options', true],
  ])(`has finite states over ${BATCH * STEPS * CALLS} steps, with %s`, (_, options) => {
    const {layer, interfaceSize} = passingThrough(options);
    const shape: [number, number, number] = [BATCH, STEPS, interfaceSize];
    let state = layer.getInitialState(tf.zeros([BATCH, 1, interfaceSize]));
    for (let call = 0; call < CALLS; call++) {
      const sizes = tf.tensor3d(uniformNumbers(call, BATCH * STEPS, 20, 100), [BATCH, STEPS, 1]);
      const signs = tf.sign(tf.tensor3d(uniformNumbers(1000 + call, BATCH * STEPS * interfaceSize), shape));
      const interfaceVectors = tf.mul(sizes, signs);
      const [, ...next] = layer.apply(interfaceVectors, {initialState: state}) as tf.Tensor[];
      for (const part of next) expect(part.dataSync().every(Number.isFinite), `call ${call}`).toBe(true);
      tf.dispose([sizes, signs, interfaceVectors, ...state]);
      state = next;
    }
  });
});
