import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {MemoryAccess, MemoryAugmentedRNN, memoryLayer, type TensorRecord, withRows} from './index.js';

/** The least that an architecture can be: its memory is one vector, to which each interface vector is added. */
class SumAccess extends MemoryAccess<'sum'> {
  static readonly className = 'SumAccess';
  readonly interfaceSize = 3;
  readonly readSize = 3;
  readonly stateShapes = {sum: [3]};
  readonly weightSpecs = {};

  override initialState(batch: number) {
    return {sum: tf.zeros([batch, 3])};
  }

  override step(interfaceVector: tf.Tensor2D, state: TensorRecord<'sum'>) {
    const sum = tf.add(state.sum, interfaceVector) as tf.Tensor2D;
    return {reads: sum, state: {sum}};
  }

  override getConfig() {
    return {};
  }
}
tf.serialization.registerClass(SumAccess);

describe('an access of one’s own', () => {
  useBackend('cpu');

  const create = () =>
    memoryLayer({
      access: new SumAccess(),
      controller: {type: 'feedforward', units: 4},
      units: 2,
      inputShape: [null, 5],
    });

  test('runs, and survives its config', () => {
    const layer = create();
    const x = tf.randomNormal([2, 4, 5]);
    const output = layer.apply(x) as tf.Tensor;
    const copy = MemoryAugmentedRNN.fromConfig<MemoryAugmentedRNN>(
      MemoryAugmentedRNN as never,
      layer.getConfig(),
    );
    copy.build([2, null, 5]);
    copy.setWeights(layer.getWeights());
    expect((copy.apply(x) as tf.Tensor).dataSync()).toEqual(output.dataSync());
  });

  test('rejects another number of rows unless it implements withRows', () => {
    const model = sequential({layers: [create()]});
    expect(() => withRows(model, 9)).toThrow(
      'rows must be those of the model, since SumAccess does not implement withRows, got ',
    );
    expect(() => new SumAccess().fitWeight('sum', tf.zeros([3]))).toThrow(
      'SumAccess does not implement fitWeight: sum has a fixed number of rows',
    );
  });
});
