import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test, vi} from 'vitest';
import {kernelShapes} from './kernelShapes.js';
import {record} from './recorder.js';

useBackend('cpu');

type Op = (...tensors: tf.Tensor[]) => tf.Tensor | tf.Tensor[];

const run = (kernel: string, inputs: object, attributes = {}) =>
  tf.engine().runKernel(kernel, inputs as tf.NamedTensorMap, attributes as never) as tf.Tensor;

/** The shapes and types of an operation's results: as tfjs' cpu backend computes them, and as they are traced. */
function outcomes(shapes: number[][], op: Op) {
  const forms = (...tensors: tf.Tensor[]) =>
    [op(...tensors)].flat().map(({shape, dtype}) => [[...shape], dtype]);
  const outcome = <T>(attempt: () => T) => {
    try {
      return attempt();
    } catch (error) {
      return (error as Error).message;
    }
  };
  const computed = outcome(() =>
    tf.engine().tidy(() => forms(...shapes.map((shape) => tf.ones(shape))) as never),
  );
  const traced = outcome(() => record(shapes, forms).result);
  return {computed, traced};
}

const unary = (op: (x: tf.Tensor) => tf.Tensor): [number[][], Op][] => [
  [[[2, 3]], op as Op],
  [[[]], op as Op],
];
const binary = (op: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): [number[][], Op][] =>
  [
    [
      [2, 3],
      [2, 3],
    ],
    [
      [2, 1, 3],
      [4, 1],
    ],
    [[3], []],
  ].map((shapes) => [shapes, op as Op]);
const truths = (op: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor) =>
  binary((a, b) => op(tf.greater(a, 0), tf.less(b, 0)));
const reduced = (
  op: (x: tf.Tensor, axis?: number | number[], keep?: boolean) => tf.Tensor,
): [number[][], Op][] =>
  [undefined, 0, 1, -1, [0, 2], [1, 2]].flatMap((axis) =>
    [false, true].map((keep): [number[][], Op] => [[[2, 3, 4]], (x) => op(x!, axis, keep)]),
  );

const cases: Record<keyof typeof kernelShapes, [number[][], Op][]> = {
  Abs: unary(tf.abs),
  Add: binary(tf.add),
  AddN: [
    [
      [
        [2, 3],
        [2, 3],
      ],
      (a, b) => tf.addN([a!, b!]),
    ],
  ],
  Any: reduced((x, ...rest) => tf.any(tf.greater(x, 0), ...rest)),
  BatchMatMul: [
    [
      [
        [2, 3],
        [3, 4],
      ],
      (a, b) => tf.matMul(a!, b!),
    ],
    [
      [
        [5, 3, 2],
        [3, 4],
      ],
      (a, b) => tf.matMul(a!, b!, true),
    ],
    [
      [
        [1, 2, 3],
        [5, 4, 3],
      ],
      (a, b) => tf.matMul(a!, b!, false, true),
    ],
  ],
  Cast: (['float32', 'int32', 'bool'] as const).flatMap((to) => [
    ...unary((x) => tf.cast(x, to)),
    ...unary((x) => tf.cast(tf.cast(x, 'int32'), to)),
  ]),
  ClipByValue: unary((x) => tf.clipByValue(x, 0, 1)),
  Concat: [0, 1, -1].map((axis): [number[][], Op] => [
    [
      [2, 2],
      [2, 2],
    ],
    (a, b) => tf.concat([a!, b!], axis),
  ]),
  Elu: unary(tf.elu),
  EluGrad: [
    [
      [
        [2, 3],
        [2, 3],
      ],
      (dy, y) => run('EluGrad', {dy, y}),
    ],
  ],
  Equal: binary(tf.equal),
  Exp: unary(tf.exp),
  ExpandDims: [0, 1, 2, -1, -2].map((axis): [number[][], Op] => [[[2, 3]], (x) => tf.expandDims(x!, axis)]),
  Floor: unary(tf.floor),
  FusedBatchNorm: [
    [
      [[2, 3], [3], [3], [3], [3]],
      (x, ...moments) => tf.batchNorm(x!, ...(moments as [tf.Tensor1D, tf.Tensor1D])),
    ],
    [[[4, 2, 3], [3], [3]], (x, ...moments) => tf.batchNorm(x!, ...(moments as [tf.Tensor1D, tf.Tensor1D]))],
  ],
  Greater: binary(tf.greater),
  GreaterEqual: binary(tf.greaterEqual),
  Identity: unary(tf.clone),
  LeakyRelu: unary((x) => tf.leakyRelu(x, 0.1)),
  Less: binary(tf.less),
  LessEqual: binary(tf.lessEqual),
  Log: unary(tf.log),
  Log1p: unary(tf.log1p),
  LogicalAnd: truths(tf.logicalAnd),
  LogicalNot: unary((x) => tf.logicalNot(tf.greater(x, 0))),
  LogicalOr: truths(tf.logicalOr),
  Max: reduced(tf.max),
  Maximum: binary(tf.maximum),
  Mean: [...reduced(tf.mean), ...reduced((x, ...rest) => tf.mean(tf.cast(x, 'int32'), ...rest))],
  Minimum: binary(tf.minimum),
  Multiply: binary(tf.mul),
  Neg: unary(tf.neg),
  NotEqual: binary(tf.notEqual),
  OneHot: [
    ...unary((x) => tf.oneHot(tf.cast(x, 'int32'), 3)),
    ...unary((x) => tf.oneHot(tf.cast(x, 'int32'), 4, 2, -1, 'float32')),
  ],
  OnesLike: unary((x) => tf.onesLike(tf.cast(x, 'int32'))),
  PadV2: [
    [
      [[2, 3]],
      (x) =>
        tf.pad(x!, [
          [0, 1],
          [2, 0],
        ]),
    ],
  ],
  Pow: binary(tf.pow),
  RealDiv: binary(tf.div),
  Reciprocal: unary(tf.reciprocal),
  Relu: unary(tf.relu),
  Relu6: unary(tf.relu6),
  Reshape: [[6], [3, 2], [-1, 3], [1, -1]].map((shape): [number[][], Op] => [
    [[2, 3]],
    (x) => tf.reshape(x!, shape),
  ]),
  Reverse: [undefined, 1, [0, 1]].map((axis): [number[][], Op] => [[[2, 3]], (x) => tf.reverse(x!, axis)]),
  Rsqrt: unary(tf.rsqrt),
  Select: [
    ...binary((a, b) => tf.where(tf.greater(a, b), a, b)),
    ...binary((a, b) => tf.where(tf.greater(a, b), tf.cast(a, 'int32'), b)),
  ],
  Selu: unary(tf.selu),
  Sigmoid: unary(tf.sigmoid),
  Sign: unary(tf.sign),
  Slice: [
    [[[3, 4]], (x) => tf.slice(x!, [1, 2])],
    [[[3, 4]], (x) => tf.slice(x!, [1, 0], [-1, 2])],
    [[[3, 4]], (x) => tf.slice(x!, 1, 2)],
  ],
  Softmax: unary(tf.softmax).slice(0, 1),
  Softplus: unary(tf.softplus),
  SplitV: [2, [1, 3], [1, -1, 1]].map((sizes): [number[][], Op] => [[[2, 4]], (x) => tf.split(x!, sizes, 1)]),
  Sqrt: unary(tf.sqrt),
  Square: unary(tf.square),
  SquaredDifference: binary(tf.squaredDifference),
  Step: unary(tf.step),
  Sub: binary(tf.sub),
  Sum: [...reduced(tf.sum), ...reduced((x, ...rest) => tf.sum(tf.greater(x, 0), ...rest))],
  Tanh: unary(tf.tanh),
  Tile: [[[[2, 3]], (x) => tf.tile(x!, [2, 4])]],
  TopK: [
    [[[2, 5]], (x) => tf.topk(x!, 3).values],
    [[[4]], (x) => tf.topk(x!, 4).indices],
  ],
  Transpose: [[[[2, 3, 4]], (x) => tf.transpose(x!, [2, 0, 1])]],
  ZerosLike: unary((x) => tf.zerosLike(tf.greater(x, 0))),
  _FusedMatMul: [
    [
      [
        [2, 3],
        [3, 4],
      ],
      (a, b) => tf.fused.matMul({a: a as tf.Tensor2D, b: b as tf.Tensor2D}),
    ],
    [
      [[2, 3], [3, 4], [4]],
      (a, b, bias) => tf.fused.matMul({a: a as tf.Tensor2D, b: b as tf.Tensor2D, bias: bias!}),
    ],
  ],
};

describe.each(Object.entries(cases))('%s', (kernel, list) => {
  test.each(list)('of shapes %j has outputs as tfjs computes', (shapes, op) => {
    const rule = vi.spyOn(kernelShapes, kernel as keyof typeof kernelShapes);
    const {computed, traced} = outcomes(shapes, op);
    expect(traced).toEqual(computed);
    expect(rule).toHaveBeenCalled();
    rule.mockRestore();
  });
});

const mistakes: Record<string, [number[][], Op]> = {
  'operands that cannot be broadcast': [
    [
      [2, 3],
      [2, 4],
    ],
    (a, b) => tf.add(a!, b!),
  ],
  'matrices that cannot be multiplied': [
    [
      [2, 3],
      [4, 5],
    ],
    (a, b) => tf.matMul(a!, b!),
  ],
  'stacks of matrices of different heights': [
    [
      [2, 2, 3],
      [3, 3, 4],
    ],
    (a, b) => tf.matMul(a!, b!),
  ],
  'a concatenation of other dimensions': [
    [
      [2, 3],
      [3, 4],
    ],
    (a, b) => tf.concat([a!, b!], 1),
  ],
  'a concatenation of other ranks': [[[2, 3], [2]], (a, b) => tf.concat([a!, b!], 0)],
  'a slice that is too large': [[[2, 3]], (x) => tf.slice(x!, [0, 1], [2, 3])],
  'a split that leaves something': [[[2, 5]], (x) => tf.split(x!, 2, 1)],
  'a split of other sizes': [[[2, 5]], (x) => tf.split(x!, [1, 2], 1)],
  'another number of elements': [[[2, 3]], (x) => tf.reshape(x!, [4])],
  'an axis to reverse that does not exist': [[[2, 3]], (x) => tf.reverse(x!, 2)],
  'an axis to sum over that does not exist': [[[2, 3]], (x) => tf.sum(x!, 2)],
};

test.each(Object.entries(mistakes))('%s: the error is that of tfjs', (_, [shapes, op]) => {
  const {computed, traced} = outcomes(shapes, op);
  expect(typeof computed).toBe('string');
  expect(traced).toEqual(computed);
});
