import {recordNetwork} from '@ntmjs/compile';
import {uniformNumbers, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {initializers, type LayerVariable, layers, type RNN, sequential} from '@tensorflow/tfjs-layers';
import {env, InferenceSession, Tensor} from 'onnxruntime-web';
import {expect, test} from 'vitest';
import {addStep} from './addStep.js';
import {OnnxGraph} from './onnxGraph.js';
import {operators} from './operators.js';

useBackend('cpu');
env.wasm.numThreads = 1;

const BATCH = 2;
const SIZE = 6;

/** What a step computes of its input and its state, `[batch, 6]`, and of a weight, `[6]`: `[batch, …]`. */
type Step = (x: tf.Tensor2D, h: tf.Tensor2D, w: tf.Tensor1D) => tf.Tensor;

/** A cell whose output is that of a function. */
class StepCell extends layers.RNNCell {
  static readonly className = 'StepCell';
  readonly stateSize = [SIZE];
  readonly outputSize: number;
  weight!: LayerVariable;

  constructor(private readonly step: Step) {
    super({});
    this.outputSize = tf.tidy(() => this.outputOf(...numbers()).size / BATCH);
  }

  override build(): void {
    const initializer = initializers.randomUniform({minval: -1, maxval: 1, seed: 5});
    this.weight = this.addWeight('weight', [SIZE], 'float32', initializer);
    this.built = true;
  }

  outputOf(x: tf.Tensor2D, h: tf.Tensor2D, w: tf.Tensor1D = tf.ones([SIZE])): tf.Tensor2D {
    const output = tf.cast(this.step(x, h, w), 'float32');
    return tf.reshape(output, [x.shape[0], output.size / x.shape[0]]);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    const [x, h] = inputs as [tf.Tensor2D, tf.Tensor2D];
    return [this.outputOf(x, h, this.weight.read() as tf.Tensor as tf.Tensor1D), h];
  }
}

/** An input and a state. */
function numbers(): [tf.Tensor2D, tf.Tensor2D] {
  const of = (seed: number) => tf.tensor2d(uniformNumbers(seed, BATCH * SIZE, -2, 2), [BATCH, SIZE]);
  return [of(1), of(2)];
}

const cube = (x: tf.Tensor): tf.Tensor3D => tf.reshape(x, [-1, 2, 3]);
const whole = (x: tf.Tensor) => tf.floor(x);
const call = (kernel: string, inputs: object, attributes: object) =>
  tf.engine().runKernel(kernel, inputs as never, attributes as never) as tf.Tensor;

/** Steps for each kernel of the table, and for each way that it is called. */
const steps: readonly (readonly [kernel: string, step: Step])[] = [
  ['Abs', (x) => tf.abs(x)],
  ['Add', (x, h) => tf.add(x, h)],
  ['Add', (x, _, w) => tf.add(w, x)],
  ['AddN', (x, h) => tf.addN([x, h, x])],
  ['Any', (x, h) => tf.any(tf.greater(cube(x), cube(h)), 2)],
  ['BatchMatMul', (x, h) => tf.matMul(cube(x), cube(h), false, true)],
  ['BatchMatMul', (x, h) => tf.matMul(cube(x), cube(h), true, false)],
  ['BatchMatMul', (x, _, w) => tf.matMul(cube(x), tf.reshape(w, [1, 3, 2]))],
  ['BatchMatMul', (x, _, w) => tf.matMul(x, tf.reshape(w, [1, 6]), false, true)],
  ['Cast', (x) => tf.cast(x, 'int32')],
  ['Cast', (x) => tf.cast(tf.relu(x), 'bool')],
  ['Cast', (x) => tf.mul(tf.cast(tf.cast(x, 'int32'), 'bool'), x)],
  ['ClipByValue', (x) => tf.clipByValue(x, -0.5, 0.25)],
  ['Concat', (x, h) => tf.concat([cube(x), cube(h)], 2)],
  ['Concat', (x, h) => tf.concat([x, tf.ones([x.shape[0], 2]), h], -1)],
  ['Elu', (x) => tf.elu(x)],
  ['Equal', (x, h) => tf.equal(whole(x), whole(h))],
  ['Exp', (x) => tf.exp(x)],
  ['Floor', (x) => tf.floor(x)],
  ['FusedBatchNorm', (x, _, w) => tf.batchNorm(x, w, tf.square(w), tf.mul(w, 2), tf.sub(w, 1), 0.01)],
  ['FusedBatchNorm', (x, _, w) => tf.batchNorm(x, w, tf.abs(w))],
  ['Greater', (x, h) => tf.greater(x, h)],
  ['GreaterEqual', (x, h) => tf.greaterEqual(whole(x), whole(h))],
  ['LeakyRelu', (x) => tf.leakyRelu(x, 0.3)],
  ['Less', (x, h) => tf.less(x, h)],
  ['LessEqual', (x, h) => tf.lessEqual(whole(x), whole(h))],
  ['Log', (x) => tf.log(tf.abs(x))],
  ['Log1p', (x) => tf.log1p(tf.abs(x))],
  ['LogicalAnd', (x, h) => tf.logicalAnd(tf.greater(x, 0), tf.greater(h, 0))],
  ['LogicalNot', (x) => tf.logicalNot(tf.greater(x, 0))],
  ['LogicalOr', (x, h) => tf.logicalOr(tf.greater(x, 0), tf.greater(h, 0))],
  ['Max', (x) => tf.max(cube(x), 1)],
  ['Max', (x) => tf.max(x, 1, true)],
  ['Maximum', (x, h) => tf.maximum(x, h)],
  ['Mean', (x) => tf.mean(cube(x), [1, 2], true)],
  ['Minimum', (x, h) => tf.minimum(x, h)],
  ['Multiply', (x, h) => tf.mul(x, h)],
  ['Neg', (x) => tf.neg(x)],
  ['NotEqual', (x, h) => tf.notEqual(whole(x), whole(h))],
  ['OneHot', (x) => tf.oneHot(tf.cast(tf.abs(x), 'int32'), 3, 2, -1)],
  ['OnesLike', (x) => tf.onesLike(x)],
  ['OnesLike', (x, _, w) => tf.mul(x, tf.onesLike(w))],
  [
    'PadV2',
    (x) =>
      tf.pad(
        x,
        [
          [0, 0],
          [1, 2],
        ],
        3,
      ),
  ],
  ['Pow', (x) => tf.pow(tf.abs(x), 1.5)],
  ['RealDiv', (x, h) => tf.div(x, h)],
  ['Reciprocal', (x) => tf.reciprocal(x)],
  ['Relu', (x) => tf.relu(x)],
  ['Relu6', (x) => tf.relu6(tf.mul(x, 5))],
  ['Reverse', (x) => tf.reverse(cube(x), [1, -1])],
  ['Reverse', (x, _, w) => tf.add(x, tf.reverse(w))],
  ['Rsqrt', (x) => tf.rsqrt(tf.abs(x))],
  ['Select', (x, h) => tf.where(tf.greater(x, h), x, tf.zerosLike(h))],
  ['Select', (x, h) => tf.where(tf.greater(x, h), tf.ones(x.shape), tf.zeros(h.shape))],
  ['Selu', (x) => tf.selu(x)],
  ['Sigmoid', (x) => tf.sigmoid(x)],
  ['Sign', (x) => tf.sign(whole(x))],
  ['Slice', (x) => tf.slice(cube(x), [0, 1, 0], [-1, 1, 2])],
  ['Slice', (x, _, w) => tf.mul(x, tf.slice(w, 2, 1))],
  ['Softmax', (x) => tf.softmax(cube(x))],
  ['Softplus', (x) => tf.softplus(tf.mul(x, 20))],
  ['SplitV', (x, h) => tf.mul(tf.split(x, [2, 4], 1)[1]!, tf.split(h, [4, 2], -1)[0]!)],
  ['Sqrt', (x) => tf.sqrt(tf.abs(x))],
  ['Square', (x) => tf.square(x)],
  ['SquaredDifference', (x, h) => tf.squaredDifference(x, h)],
  ['Step', (x) => tf.step(x)],
  ['Step', (x) => tf.step(x, 0.2)],
  ['Sub', (x, h) => tf.sub(x, h)],
  ['Sum', (x) => tf.sum(cube(x), 1)],
  ['Sum', (x) => tf.sum(cube(x), [-1], true)],
  ['Sum', (x) => call('Sum', {x}, {axis: [], keepDims: false})],
  ['Sum', (x, _, w) => tf.mul(x, tf.sum(w))],
  ['Sum', (x, h) => tf.sum(tf.greater(x, h), 1)],
  ['Tanh', (x) => tf.tanh(x)],
  ['Tile', (x) => tf.tile(cube(x), [1, 2, 3])],
  ['Tile', (x, _, w) => tf.tile(tf.reshape(w, [1, 6]), [x.shape[0], 2])],
  ['TopK', (x) => tf.topk(cube(x), 2).values],
  ['TopK', (x) => tf.topk(tf.step(x), 3).indices],
  ['Transpose', (x) => tf.transpose(cube(x), [0, 2, 1])],
  ['ZerosLike', (x) => tf.zerosLike(x)],
  ...['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu'].map((activation): [string, Step] => [
    '_FusedMatMul',
    (x, _, bias) => {
      const b = tf.reshape(tf.mul(tf.reshape(bias, [6, 1]), bias), [1, 6, 6]);
      const attributes = {transposeA: false, transposeB: true, activation, leakyreluAlpha: 0.3};
      return call('_FusedMatMul', {a: tf.reshape(x, [1, -1, 6]), b, bias}, attributes);
    },
  ]),
];

/** A step as an ONNX model, the kernels that were recorded, and what tfjs computes. */
function exported(step: Step) {
  const cell = new StepCell(step);
  const layer = layers.rnn({cell, inputShape: [null, SIZE]}) as RNN;
  const model = sequential({layers: [layer]});
  const {step: recorded} = recordNetwork(layer);
  const graph = new OnnxGraph('step');
  const addWeight = (variable: LayerVariable) =>
    graph.initializer('weight', [SIZE], variable.read().dataSync() as Float32Array);
  const states = addStep(graph, recorded, [{name: 'h', shape: [SIZE]}], addWeight);
  const expected = tf.tidy(() => {
    const [x, h] = numbers();
    return cell.outputOf(x, h, cell.weight.read() as tf.Tensor as tf.Tensor1D).dataSync();
  });
  model.dispose();
  return {
    bytes: graph.finish({}),
    names: states.map(({name}) => name),
    kernels: recorded.calls.map(({kernel}) => kernel),
    expected,
  };
}

test.each(steps)('%s', async (kernel, step) => {
  const {bytes, names, kernels, expected} = exported(step);
  expect(kernels).toContain(kernel);
  const session = await InferenceSession.create(bytes);
  const feeds = new Map<string, Tensor>();
  tf.tidy(() => {
    for (const [index, tensor] of numbers().entries()) {
      const values = tensor.dataSync() as Float32Array;
      feeds.set(['x', 'h'][index]!, new Tensor('float32', values, [BATCH, SIZE]));
    }
  });
  const {y} = await session.run(Object.fromEntries(['x', ...names].map((name) => [name, feeds.get(name)!])));
  await session.release();
  const outputs = [...(y!.data as Float32Array)];
  expect(y!.dims).toEqual([BATCH, expected.length / BATCH]);
  for (const [index, value] of expected.entries()) {
    expect(Math.abs(outputs[index]! - value)).toBeLessThan(2e-6 * Math.max(1, Math.abs(value)));
  }
});

test('every kernel of the table is compared', () => {
  expect([...new Set(steps.map(([kernel]) => kernel))].sort()).toEqual(Object.keys(operators).sort());
});

test('a kernel or an activation without an operator is refused', () => {
  const elu = (x: tf.Tensor2D) => call('EluGrad', {dy: x, y: x}, {});
  expect(() => exported(elu)).toThrow('the kernel EluGrad has no operator of ONNX');
  const attributes = {transposeA: false, transposeB: true, activation: 'prelu'};
  const prelu = (x: tf.Tensor2D, _: tf.Tensor2D, w: tf.Tensor1D) =>
    call(
      '_FusedMatMul',
      {a: tf.reshape(x, [1, -1, 6]), b: tf.reshape(w, [1, 1, 6]), preluActivationWeights: tf.slice(w, 0, 1)},
      attributes,
    );
  expect(() => exported(prelu)).toThrow('the kernel _FusedMatMul: the activation prelu is unsupported');
});
