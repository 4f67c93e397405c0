import {expectClose, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {input, type LayersModel, layers, model, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {type NtmArgs, ntm, withRows} from './index.js';

const ARGS: NtmArgs = {
  units: 2,
  controller: {type: 'feedforward', units: 5},
  memory: {rows: 6, width: 3},
  heads: ['write', 'read'],
  returnSequences: true,
  inputShape: [null, 3],
  seed: 4,
};

const x = () => tf.randomNormal([2, 4, 3], 0, 1, 'float32', 2);

describe('withRows', () => {
  useBackend('cpu');

  test('has the weights of the model, and the given number of rows', () => {
    const small = sequential({layers: [ntm(ARGS)]});
    const large = withRows(small, 9);
    for (const [index, weight] of small.getWeights().entries()) {
      expect(large.getWeights()[index]!.dataSync()).toEqual(weight.dataSync());
    }
    const sameRows = withRows(small, 6);
    expect((sameRows.predict(x()) as tf.Tensor).dataSync()).toEqual(
      (small.predict(x()) as tf.Tensor).dataSync(),
    );
    const states = (large.layers[0] as layers.RNN).cell.stateSize as number[];
    expect(states).toEqual([2, 5, 3, 27, 9, 9]);
    expect((large.predict(x()) as tf.Tensor).dataSync()).not.toEqual(
      (small.predict(x()) as tf.Tensor).dataSync(),
    );
  });

  test('keeps the biases of heads, and learned first reads', () => {
    const small = sequential({
      layers: [ntm({...ARGS, firstBiases: {interpolationGate: 3}, firstReads: 'learned'})],
    });
    small.setWeights(small.getWeights().map((weight) => tf.add(weight, 0.5)));
    const large = withRows(small, 9);
    expect(large.getWeights().map((weight) => weight.dataSync())).toEqual(
      small.getWeights().map((weight) => weight.dataSync()),
    );
    const config = JSON.stringify((large.layers[0] as layers.RNN).getConfig());
    expect(config).toContain('"firstBiases":{"interpolationGate":3}');
    expect(config).toContain('"firstReads":"learned"');
  });

  test('repeats learned contents, and gives no attention to rows beyond a learned weighting', () => {
    const memory = {rows: 6, width: 3, contents: 'learned'} as const;
    const small: LayersModel = sequential({layers: [ntm({...ARGS, memory, firstWeighting: 'learned'})]});
    const large = withRows(small, 8);
    const weights = (network: LayersModel, name: string) =>
      network.weights.find(({originalName}) => originalName.endsWith(name))!.read();
    const contents = weights(small, 'memory_contents').arraySync() as number[][];
    expect(weights(large, 'memory_contents').arraySync()).toEqual([...contents, contents[0], contents[1]]);
    const [before, after] = [small, large].map((network) => {
      const logits = weights(network, 'weighting_logits_1') as tf.Tensor1D;
      return tf.softmax(logits).dataSync();
    });
    expectClose(after!, [...before!, 0, 0], {absolute: 1e-6, relative: 0});
    const fewer = withRows(small, 4);
    expect(weights(fewer, 'memory_contents').arraySync()).toEqual(contents.slice(0, 4));
  });

  test('reaches layers inside others, in a functional model', () => {
    const sequence = input({shape: [4, 3]});
    const wrapped = layers.bidirectional({
      layer: ntm({...ARGS, inputShape: undefined}) as never,
      mergeMode: 'concat',
    });
    const network = model({inputs: sequence, outputs: wrapped.apply(sequence) as never});
    const large = withRows(network, 12);
    const output = large.predict(x()) as tf.Tensor;
    expect(output.shape).toEqual([2, 4, 4]);
    expect(output.dataSync().every(Number.isFinite)).toBe(true);
  });

  test('leaves nothing behind when it is disposed', () => {
    const small = sequential({layers: [ntm(ARGS)]});
    const before = tf.memory().numTensors;
    withRows(small, 12).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('rejects invalid arguments', () => {
    const small = sequential({layers: [ntm(ARGS)]});
    expect(() => withRows(small, 0)).toThrow('rows must be a positive integer, got 0');
    expect(() => withRows(small, 2)).toThrow(
      'rows must be at least 3: its heads choose among 3 shifts (−1 … +1), got 2',
    );
    const plain = sequential({name: 'plain', layers: [layers.dense({units: 1, inputShape: [2]})]});
    expect(() => withRows(plain, 8)).toThrow(
      'model must be a model with a memory-augmented layer, got "plain"',
    );
  });
});
