import {ntm} from '@ntmjs/layers';
import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers, type RNN} from '@tensorflow/tfjs-layers';
import {describe, expect, test, vi} from 'vitest';
import {layerOf} from '../fixtures/cells.js';
import {TraceError} from './compilationError.js';
import {traceStep} from './traceStep.js';

/** A cell without weights whose step is a function of its input and its one state. */
class FunctionCell extends layers.RNNCell {
  static readonly className = 'TracedFunctionCell';
  readonly stateSize = 3;

  constructor(private readonly step: (input: tf.Tensor, state: tf.Tensor) => tf.Tensor) {
    super({});
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    const [input, state] = inputs as [tf.Tensor, tf.Tensor];
    const output = tf.tidy(() => this.step(input, state));
    return [output, output];
  }
}

const trace = (step: (input: tf.Tensor, state: tf.Tensor) => tf.Tensor) =>
  traceStep(new FunctionCell(step), 3, 'my_layer');

describe('traceStep', () => {
  useBackend('cpu');

  test('records the kernels of a step and of its gradient, and their inputs', () => {
    const {calls, constants, input, states, output, nextStates, gradients, cotangent} = trace((x, h) =>
      tf.tanh(tf.mul(tf.add(x, h), 2)),
    );
    expect(calls.slice(0, 4).map(({kernel}) => kernel)).toEqual(['Add', 'Multiply', 'Tanh', 'Concat']);
    const add = calls.find(({kernel}) => kernel === 'Add')!;
    expect(add.inputs.a!.data).toBe(input.data);
    expect(add.inputs.b!.data).toBe(states[0]!.data);
    expect([...constants.values()]).toContainEqual(Float32Array.of(2));
    expect(output.shape).toEqual([1, 3]);
    expect(nextStates[0]!.data).toBe(output.data);
    expect(cotangent.shape).toEqual([1, 6]);
    expect(gradients.map((gradient) => gradient?.shape)).toEqual([
      [1, 3],
      [1, 3],
    ]);
  });

  test('does not record calls that only give data another shape', () => {
    const {calls, nextStates} = trace((x, h) => {
      const column = tf.reshape(tf.add(x, h), [-1, 1]);
      return tf.reshape(tf.neg(column), [-1, 3]);
    });
    expect(calls.slice(0, 2).map(({kernel}) => kernel)).toEqual(['Add', 'Neg']);
    expect(calls[1]!.inputs.x).toEqual({...calls[0]!.outputs[0], shape: [3, 1]});
    expect(nextStates[0]).toEqual({...calls[1]!.outputs[0], shape: [1, 3]});
  });

  test('runs the step for a sample and for a batch, and its gradient once', () => {
    const shapes: tf.Tensor['shape'][] = [];
    const gradient = vi.fn((dy: tf.Tensor) => tf.neg(dy));
    trace((x, h) => {
      shapes.push(x.shape);
      return tf.add(tf.customGrad((y) => ({value: tf.neg(y as tf.Tensor), gradFunc: gradient}))(x), h);
    });
    expect(shapes).toEqual([
      [1, 3],
      [expect.any(Number), 3],
    ]);
    expect(shapes[1]![0]).toBeGreaterThan(1);
    expect(gradient).toHaveBeenCalledTimes(1);
  });

  test('a gradient that does not exist is null', () => {
    const {gradients} = trace((x) => tf.neg(x));
    expect(gradients[1]).toBeNull();
  });

  test('computes nothing: a state of sixteen billion elements costs no more than one of three', () => {
    const size = 2 ** 34;
    const layer = layerOf([1, size], [], (x, [, h]) => {
      const next = tf.tanh(tf.mul(h!, x));
      return [tf.slice(next, [0, 7], [-1, 1]), x, next] as tf.Tensor[];
    });
    const {nextStates, gradients} = traceStep(layer.cell as layers.RNNCell, 1, 'my_layer');
    expect(nextStates[1]!.shape).toEqual([1, size]);
    expect(gradients[2]!.shape).toEqual([1, size]);
  });

  test('of constants whose elements are equal, one is held', () => {
    const {constants} = trace((x, h) => tf.add(tf.mul(x, tf.ones([1, 3])), tf.mul(h, [1, 2, 3])));
    expect([...constants.values()]).toContainEqual(Float32Array.of(1));
    expect([...constants.values()]).toContainEqual(Float32Array.of(1, 2, 3));
  });

  test('leaks no tensor, and changes neither the backend nor the weights', () => {
    const layer = ntm({units: 2, controller: {type: 'lstm', units: 3}, memory: {rows: 5, width: 2}, seed: 1});
    layer.build([null, null, 4]);
    const before = {
      tensors: tf.memory().numTensors,
      weights: layer.getWeights().map((weight) => weight.dataSync()),
    };
    traceStep(layer.cell, 4, layer.name);
    traceStep(layer.cell, 4, layer.name);
    expect(tf.memory().numTensors).toBe(before.tensors);
    expect(tf.getBackend()).toBe('cpu');
    expect(layer.getWeights().map((weight) => weight.dataSync())).toEqual(before.weights);
  });

  test.each<[string, (x: tf.Tensor, h: tf.Tensor) => tf.Tensor, string]>([
    [
      'a branch that depends on data',
      (x, h) => (x.dataSync()[0]! > 0 ? tf.add(x, h) : tf.mul(x, h)),
      'my_layer: it reads the values of a tensor before any kernel',
    ],
    [
      'a constant that depends on data',
      (x, h) => tf.mul(h, tf.neg(x).dataSync()[0]!),
      'my_layer: it reads the values of a tensor after the kernel Neg',
    ],
    [
      'values that are read later',
      (x, h) => {
        void tf.neg(x).data();
        return tf.add(x, h);
      },
      'my_layer: it reads the values of a tensor after the kernel Neg',
    ],
    [
      'randomness',
      (x, h) => tf.add(tf.mul(x, tf.randomUniform([1, 3])), h),
      'my_layer: the kernel Multiply is called differently',
    ],
    [
      'dropout',
      // With this many elements no two masks are equal.
      (x, h) => tf.add(tf.slice(tf.dropout(tf.tile(x, [1, 32]), 0.5), [0, 0], [x.shape[0]!, 3]), h),
      'my_layer: the kernel',
    ],
    [
      'a kernel that is unsupported',
      (x, h) => tf.add(tf.sin(x), h),
      'my_layer: the kernel Sin is unsupported',
    ],
    [
      'shapes that do not fit together',
      (x, h) => tf.add(tf.slice(x, [0, 0], [1, 2]), h),
      'my_layer: its step fails while it is traced: Error: Operands could not be broadcast together with shapes 1,2 and 1,3',
    ],
  ])('%s: an error that names the layer and, where there is one, the kernel', (_, step, message) => {
    expect(() => trace(step)).toThrow(TraceError);
    expect(() => trace(step)).toThrow(message);
    expect(tf.getBackend()).toBe('cpu');
  });

  test('dropout is an error every time, also after the cell has drawn its masks', () => {
    const recurrentInitializer = 'glorotUniform';
    const inner = layers.lstmCell({units: 9, dropout: 0.5, recurrentDropout: 0.5, recurrentInitializer});
    const outer = layers.gruCell({units: 3, recurrentInitializer});
    const layer = layers.rnn({cell: [outer, inner], returnSequences: true}) as RNN;
    const x = tf.ones([1, 2, 4]);
    layer.apply(x, {training: true});
    const mask = inner.dropoutMask;
    expect(mask).not.toBeNull();
    const before = tf.memory().numTensors;
    for (let time = 0; time < 3; time++) {
      expect(() => traceStep(layer.cell as layers.RNNCell, 4, 'my_layer')).toThrow(
        'randomness such as dropout',
      );
    }
    expect(inner.dropoutMask).toBe(mask);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('an error that the cell throws is an error that names the layer, too', () => {
    const fail = () => {
      throw new RangeError('no such thing');
    };
    const error = (() => {
      try {
        return trace(fail);
      } catch (error) {
        return error;
      }
    })();
    expect(error).toBeInstanceOf(TraceError);
    expect(error).toMatchObject({
      message: 'my_layer: its step fails while it is traced: RangeError: no such thing',
      cause: new RangeError('no such thing'),
    });
    expect(tf.getBackend()).toBe('cpu');
  });
});
