import {readFileSync} from 'node:fs';
import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {layerOf} from '../fixtures/cells.js';
import {everything, expectAgreement} from '../fixtures/everything.js';
import {compile, TraceError} from '../index.js';
import {kernelShapes} from '../trace/kernelShapes.js';

useBackend('cpu');

const SIZE = 12;

/** An operation on the input `[batch, 12]`, a state `[batch, 12]` and a weight `[12]`. */
type Op = (x: tf.Tensor2D, h: tf.Tensor2D, w: tf.Tensor1D) => tf.Tensor;

/** Expects the results and gradients of a cell with that operation to agree with eager execution. */
function expectOp(op: Op): void {
  const flat = (x: tf.Tensor) =>
    tf.reshape(x, [x.shape[0]!, tf.util.sizeFromShape(x.shape.slice(1))]) as tf.Tensor2D;
  const probe = tf.tidy(() => flat(op(tf.ones([1, SIZE]), tf.ones([1, SIZE]), tf.ones([SIZE]))).shape[1]);
  const layer = layerOf([probe, SIZE], [[SIZE]], (x, [, h], [w]) => {
    const output = flat(op(x, h!, w as tf.Tensor1D));
    const next = tf.tanh(tf.add(tf.mul(h!, 0.5), tf.mul(x, w!))) as tf.Tensor2D;
    return [output, output, next];
  });
  const call = (batch: number, steps: number) => ({
    input: tf.randomNormal<tf.Rank.R3>([batch, steps, SIZE], 0, 1, 'float32', 3),
    initialState: [
      tf.randomNormal<tf.Rank.R2>([batch, probe], 0, 1, 'float32', 4),
      tf.randomNormal<tf.Rank.R2>([batch, SIZE], 0, 1, 'float32', 5),
    ],
  });
  expectAgreement(layer, [call(2, 3), call(1, 2)]);
}

const cube = (x: tf.Tensor, ...shape: number[]) => tf.reshape(x, [-1, ...shape]);
const positive = (x: tf.Tensor) => tf.add(tf.abs(x), 0.5);

describe('elementwise kernels', () => {
  const unary: Record<string, (x: tf.Tensor) => tf.Tensor> = {
    abs: tf.abs,
    clipByValue: (x) => tf.clipByValue(x, -0.5, 0.7),
    elu: tf.elu,
    exp: tf.exp,
    floor: (x) => tf.add(tf.floor(tf.mul(x, 3)), x),
    leakyRelu: (x) => tf.leakyRelu(x, 0.3),
    log: (x) => tf.log(positive(x)),
    log1p: (x) => tf.log1p(tf.abs(x)),
    neg: tf.neg,
    oneHot: (x) => tf.mul(tf.oneHot(tf.cast(tf.mul(x, 2), 'int32'), 3, 5, -1), cube(x, 12, 1)),
    reciprocal: (x) => tf.reciprocal(positive(x)),
    relu: tf.relu,
    relu6: (x) => tf.relu6(tf.mul(x, 4)),
    rsqrt: (x) => tf.rsqrt(positive(x)),
    selu: tf.selu,
    sigmoid: tf.sigmoid,
    sign: (x) => tf.mul(tf.sign(x), x),
    softplus: tf.softplus,
    sqrt: (x) => tf.sqrt(positive(x)),
    square: tf.square,
    step: (x) => tf.mul(tf.step(x), x),
    'step with a slope': (x) => tf.mul(tf.step(x, 0.3), x),
    leakyStep: (x) => tf.mul(tf.step(x, -1), x),
    tanh: tf.tanh,
    onesLike: (x) => tf.add(tf.onesLike(x), x),
    zerosLike: (x) => tf.add(tf.zerosLike(x), x),
    addN: (x) => tf.addN([x, tf.square(x), tf.tanh(x)]),
    softmax: (x) => tf.softmax(cube(x, 3, 4)),
    castToInt: (x) => tf.add(tf.cast(tf.cast(tf.mul(x, 3), 'int32'), 'float32'), x),
  };
  test.each(Object.entries(unary))('%s', (_, fn) => {
    expectOp((x, h) => fn(tf.add(x, h)));
  });

  const arithmetic: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
    add: tf.add,
    sub: tf.sub,
    mul: tf.mul,
    div: (a, b) => tf.div(a, positive(b)),
  };
  /** Two operands in each pattern of broadcasting. */
  const patterns: Record<string, (x: tf.Tensor, h: tf.Tensor, w: tf.Tensor) => [tf.Tensor, tf.Tensor]> = {
    'of equal shapes': (x, h) => [x, h],
    'with a vector': (x, _, w) => [x, w],
    'of a vector with a matrix': (x, _, w) => [w, x],
    'with a number': (x) => [x, tf.scalar(0.3)],
    'of rows and columns': (x, h) => [cube(x, 12, 1), cube(h, 1, 12)],
    'of a cube with its faces': (x, h) => [cube(x, 3, 4), cube(tf.slice(h, [0, 2], [-1, 4]), 1, 4)],
    'of a cube with its edges': (x, h) => [cube(tf.slice(h, [0, 2], [-1, 3]), 3, 1), cube(x, 3, 4)],
    'of a transposed and a plain cube': (x, h) => [tf.transpose(cube(x, 3, 4), [0, 2, 1]), cube(h, 4, 3)],
  };
  describe.each(Object.entries(arithmetic))('%s', (_, fn) => {
    test.each(Object.entries(patterns))('%s', (_, pattern) => {
      expectOp((x, h, w) => fn(...pattern(x, h, w)));
    });
  });

  /** A function of two tensors without a gradient: tfjs defines none for it. */
  const constant =
    (fn: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor) =>
    (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
      tf.customGrad((a, b) => ({
        value: fn(a as tf.Tensor, b as tf.Tensor),
        gradFunc: () => [tf.zerosLike(a as tf.Tensor), tf.zerosLike(b as tf.Tensor)],
      }))(a, b);
  const steps =
    (fn: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor) =>
    (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
      fn(tf.step(a), tf.step(b));
  const truths =
    (fn: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor) =>
    (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
      fn(tf.greater(a, 0), tf.less(b, 0.5));
  const others: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
    maximum: tf.maximum,
    minimum: tf.minimum,
    squaredDifference: tf.squaredDifference,
    equal: steps(tf.equal),
    notEqual: steps(tf.notEqual),
    less: tf.less,
    lessEqual: steps(tf.lessEqual),
    greater: tf.greater,
    greaterEqual: steps(tf.greaterEqual),
    logicalAnd: truths(tf.logicalAnd),
    logicalOr: truths(tf.logicalOr),
    logicalNot: truths((a, b) => tf.logicalAnd(tf.logicalNot(a), b)),
    select: (a, b) => tf.where(tf.greater(a, b), tf.add(a, b), tf.mul(a, b)),
    selectLogical: truths((a, b) => tf.where(tf.logicalOr(a, b), tf.ones(a.shape), tf.fill(a.shape, 3))),
  };
  const alone = new Set(['selectLogical', 'logicalNot']);
  describe.each(Object.entries(others))('%s', (name, fn) => {
    test.each(Object.entries(patterns))('%s', (pattern, operandsOf) => {
      if (alone.has(name) && pattern !== 'alike') return;
      expectOp((x, h, w) => {
        const [a, b] = operandsOf(x, h, w);
        return tf.mul(tf.cast(constant(fn)(a, b), 'float32'), tf.add(a, b));
      });
    });
  });

  test.each([1, 2, 3, 4, 1.5, 2.5, -1, -0.5])('the power %d', (exponent) => {
    expectOp((x) => tf.pow(positive(x), exponent));
  });

  test('batch normalization', () => {
    expectOp((x, h) =>
      tf.batchNorm(x, tf.tanh(h) as tf.Tensor2D, positive(h) as tf.Tensor2D, h, tf.neg(h), 0.1),
    );
  });

  test('the gradients of maximum, minimum and select', () => {
    expectOp((x, h) => tf.maximum(x, h));
    expectOp((x, h) => tf.minimum(x, h));
    expectOp((x, h) => tf.where(constant(tf.greater)(x, h), tf.square(x), h));
  });
});

describe('products', () => {
  test.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])('of stacks of matrices, transposed: %s, %s', (transposeA, transposeB) => {
    expectOp((x, h) =>
      tf.matMul(
        transposeA ? cube(x, 3, 4) : cube(x, 4, 3),
        transposeB ? cube(h, 4, 3) : cube(h, 3, 4),
        transposeA,
        transposeB,
      ),
    );
  });

  test('with a matrix of weights', () => {
    expectOp((x, h, w) => tf.add(tf.matMul(x, tf.reshape(w, [12, 1])), tf.matMul(h, tf.reshape(w, [12, 1]))));
  });

  test('of transposed or reversed views', () => {
    expectOp((x, h) =>
      tf.matMul(
        tf.transpose(cube(x, 3, 4), [0, 2, 1]),
        tf.reverse(tf.transpose(cube(h, 4, 3), [0, 2, 1]), 1),
      ),
    );
  });

  test('of one row, one column, one element', () => {
    expectOp((x, h) => tf.matMul(cube(x, 1, 12), cube(h, 12, 1)));
    expectOp((x, h) => tf.matMul(cube(x, 12, 1), cube(h, 1, 12)));
    expectOp((x, h) => tf.matMul(cube(tf.slice(x, [0, 3], [-1, 1]), 1, 1), cube(h, 1, 12)));
  });
});

describe('kernels that rearrange elements', () => {
  const moving: Record<string, Op> = {
    'concat of columns': (x, h) => tf.concat([x, h, x], 1),
    'concat of inner parts': (x, h) => tf.concat([cube(x, 3, 4), cube(h, 3, 4)], 2),
    'concat of what is computed': (x, h) => tf.concat([tf.tanh(x), tf.mul(x, h), tf.sum(h, 1, true)], 1),
    'concat of concats': (x, h) => tf.concat([tf.concat([tf.tanh(x), h], 1), tf.square(h)], 1),
    'concat whose pieces are read, too': (x, h) => {
      const t = tf.tanh(tf.add(x, h));
      return tf.concat([tf.concat([t, h], 1), tf.mul(t, x)], 1);
    },
    split: (x, h) => {
      const [a, b, c] = tf.split(tf.mul(x, h), [2, 6, 4], 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
      return tf.concat([c, tf.tanh(a), tf.square(b)], 1);
    },
    slice: (x, h) => tf.slice(cube(tf.mul(x, h), 3, 4), [0, 1, 1], [-1, 2, 3]),
    'slices that overlap': (x, h) => {
      const m = tf.mul(x, h);
      return tf.mul(tf.slice(m, [0, 0], [-1, 8]), tf.slice(m, [0, 3], [-1, 8]));
    },
    pad: (x, h) =>
      tf.pad(cube(tf.mul(x, h), 3, 4), [
        [0, 0],
        [1, 2],
        [0, 3],
      ]),
    'pad of one axis': (x, h) =>
      tf.pad(tf.mul(x, h), [
        [0, 0],
        [1, 2],
      ]),
    reverse: (x, h) => tf.reverse(tf.mul(x, h), 1),
    'reverse of two axes': (x, h) => tf.mul(tf.reverse(cube(x, 3, 4), [1, 2]), cube(h, 3, 4)),
    tile: (x, h) => tf.mul(tf.tile(cube(x, 3, 4), [1, 2, 1]), cube(tf.tile(h, [1, 2]), 6, 4)),
    'tile of several axes': (x, h) => tf.tile(tf.mul(cube(x, 3, 4), cube(h, 3, 4)), [1, 3, 2]),
    transpose: (x, h) => tf.mul(tf.transpose(cube(x, 2, 3, 2), [0, 3, 1, 2]), cube(h, 2, 2, 3)),
    'reshape of a transpose': (x, h) =>
      tf.mul(tf.reshape(tf.transpose(cube(x, 3, 4), [0, 2, 1]), [-1, 12]), h),
    'reshape of a slice': (x, h) =>
      tf.reshape(tf.slice(cube(tf.mul(x, h), 3, 4), [0, 0, 1], [-1, 3, 2]), [-1, 6]),
    rotation: (x, h) => {
      const m = tf.mul(x, h);
      return tf.add(tf.concat([tf.slice(m, [0, 9], [-1, 3]), tf.slice(m, [0, 0], [-1, 9])], 1), m);
    },
    'a part of a sum of parts': (x, h) =>
      tf.add(
        tf.pad(tf.slice(x, [0, 0], [-1, 6]), [
          [0, 0],
          [6, 0],
        ]),
        tf.pad(tf.slice(h, [0, 3], [-1, 6]), [
          [0, 0],
          [0, 6],
        ]),
      ),
  };
  test.each(Object.entries(moving))('%s', (_, op) => {
    expectOp(op);
  });
});

describe('reductions', () => {
  const axes: readonly (number | number[])[] = [1, 2, 3, -1, [1, 2], [2, 3], [1, 3], [1, 2, 3]];
  test.each(axes.map((axis) => [axis]))('over axis %j', (axis) => {
    const of = (x: tf.Tensor, h: tf.Tensor) => tf.mul(cube(x, 2, 3, 2), cube(h, 2, 3, 2));
    for (const keep of [false, true]) {
      expectOp((x, h) => tf.sum(of(x, h), axis, keep));
      expectOp((x, h) => tf.mean(of(x, h), axis, keep));
      expectOp((x, h) => tf.max(of(x, h), axis, keep));
    }
  });

  test('whether any element is true', () => {
    const some = tf.customGrad((x) => ({
      value: tf.cast(tf.any(tf.greater(x as tf.Tensor, 1), 2), 'float32'),
      gradFunc: () => [tf.zerosLike(x as tf.Tensor)],
    }));
    expectOp((x, h) => tf.mul(some(cube(x, 3, 4)), tf.sum(cube(h, 3, 4), 2)));
  });

  test('over an axis of size 1', () => {
    expectOp((x, h) => tf.sum(cube(tf.mul(x, h), 12, 1), 2));
    expectOp((x, h) => tf.max(cube(tf.mul(x, h), 1, 12), 1));
  });

  test('of sums that are then broadcast', () => {
    expectOp((x, h) => tf.div(positive(x), tf.sum(positive(tf.mul(x, h)), 1, true)));
  });
});

test('the README names every kernel', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const section = readme.slice(readme.indexOf('## What can be compiled'), readme.indexOf('## Memory'));
  const named = [...section.matchAll(/`(_?[A-Z]\w+)`/g)]
    .map(([, name]) => name!)
    .filter((name) => name !== 'TraceError');
  expect(named.toSorted()).toEqual(Object.keys(kernelShapes).toSorted());
});

describe('an unsupported kernel', () => {
  const expectTraceError = (op: Op, ...words: string[]) => {
    const layer = layerOf(
      [SIZE],
      [[SIZE]],
      (x, [h], [w]) => {
        const output = op(x, h!, w as tf.Tensor1D);
        return [output, output];
      },
      `unsupported_${words[0]}`,
    );
    const input = tf.ones<tf.Rank.R3>([1, 2, SIZE]);
    layer.apply(input);
    compile(layer);
    const attempt = () => everything(layer, {input});
    expect(attempt).toThrow(TraceError);
    for (const word of [layer.name, ...words]) expect(attempt).toThrow(word);
  };

  test('is an error that names the kernel and the layer', () => {
    expectTraceError((x) => tf.sin(x), 'Sin');
    expectTraceError((x) => tf.cumsum(x, 1), 'Cumsum');
    expectTraceError((x) => tf.erf(x), 'Erf');
  });

  test('attribute is named', () => {
    expectTraceError(
      (x) =>
        tf.pad(
          tf.slice(x, [0, 0], [-1, 11]),
          [
            [0, 0],
            [0, 1],
          ],
          2,
        ),
      'PadV2',
      'padding',
    );
    expectTraceError((x) => tf.cast(tf.cast(x, 'bool'), 'float32'), 'Cast', 'bool');
    expectTraceError((x) => tf.pow(x, 2.3), 'Pow', 'exponent');
  });
});

describe('topk', () => {
  /** The largest elements have gradients of zero, as tfjs defines none. */
  const largest = (part: 'indices' | 'values', count: number) => (x: tf.Tensor) =>
    tf.customGrad((x) => ({
      value: tf.cast(tf.topk(x as tf.Tensor, count)[part], 'float32'),
      gradFunc: () => tf.zerosLike(x as tf.Tensor),
    }))(x);
  const vectors: Record<string, (x: tf.Tensor) => tf.Tensor> = {
    'of a vector': (x) => x,
    'of several vectors': (x) => cube(x, 3, 4),
    'of a transposed matrix': (x) => tf.transpose(cube(x, 3, 4), [0, 2, 1]),
    'with equal elements': (x) => tf.step(x),
  };
  test.each(Object.entries(vectors))('%s', (_, of) => {
    for (const part of ['indices', 'values'] as const) {
      for (const count of [1, 3]) expectOp((x, h) => largest(part, count)(of(tf.add(x, h))));
    }
  });
});
