import {ArgumentError} from '@ntmjs/arguments';
import {
  added,
  addressed,
  clippedGradient,
  content,
  describeOnBackends,
  distributions,
  eachSample,
  erased,
  expectClose,
  expectGradients,
  expectNoLeak,
  interpolated,
  readVector,
  rowsOf,
  shifted,
  softmax,
  uniformNumbers,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {addressingLayout} from './addressing.js';
import type {HeadArgs, VectorActivation} from './head.js';
import {layoutSize, type Parts, splitInterface} from './layout.js';
import {readHead} from './readHead.js';
import {writeHead} from './writeHead.js';

const [rows, width] = [5, 3];

// What a head does to one sample, in double precision: its interface vector, the memory and the weighting before are flat.

interface Settings {
  readonly shiftRange: number;
  readonly activation: VectorActivation;
}

const softplus = (x: number) => Math.log1p(Math.exp(x));
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const activated = (vector: number[], activation: VectorActivation) =>
  activation === 'tanh' ? vector.map(Math.tanh) : vector;

function addressingOf(interfaceVector: number[], args: Settings) {
  const shifts = 2 * args.shiftRange + 1;
  return {
    key: activated(interfaceVector.slice(0, width), args.activation),
    keyStrength: softplus(interfaceVector[width]!),
    interpolationGate: sigmoid(interfaceVector[width + 1]!),
    shiftWeights: softmax(interfaceVector.slice(width + 2, width + 2 + shifts)),
    sharpening: 1 + softplus(interfaceVector[width + 2 + shifts]!),
  };
}

function attended(interfaceVector: number[], memory: number[][], previous: number[], args: Settings) {
  return addressed(memory, addressingOf(interfaceVector, args), previous);
}

function written(interfaceVector: number[], memory: number[][], previous: number[], args: Settings) {
  const weighting = attended(interfaceVector, memory, previous, args);
  const [e, a] = rowsOf(interfaceVector.slice(-2 * width), width) as [number[], number[]];
  const afterErase = erased(memory, weighting, e.map(sigmoid));
  return {weighting, memory: added(afterErase, weighting, activated(a, args.activation))};
}

/** An interface vector, a memory and a weighting for each sample. */
function inputsOf(batch: number, interfaceSize: number) {
  return [
    {shape: [batch, interfaceSize], values: uniformNumbers(1, batch * interfaceSize, -2, 2)},
    {shape: [batch, rows, width], values: uniformNumbers(2, batch * rows * width, -2, 2)},
    {shape: [batch, rows], values: distributions(3, batch, rows)},
  ];
}

function tensorsOf(...sizes: Parameters<typeof inputsOf>): [tf.Tensor2D, tf.Tensor3D, tf.Tensor2D] {
  const tensors = inputsOf(...sizes).map(({shape, values}): tf.Tensor => tf.tensor(values, shape));
  return tensors as [tf.Tensor2D, tf.Tensor3D, tf.Tensor2D];
}

/** A step of a head on its interface vector, as one function of tensors: what it attended, then what it read or wrote. */
function stepOf(head: ReturnType<typeof readHead> | ReturnType<typeof writeHead>) {
  return (interfaceVector: tf.Tensor2D, memory: tf.Tensor3D, previous: tf.Tensor2D): tf.Tensor2D => {
    const [parts] = splitInterface(interfaceVector, [head.layout]) as [Parts<never>];
    const step = head.step(parts, memory, previous);
    const other = step.read ?? tf.reshape(step.memory, [memory.shape[0], rows * width]);
    return tf.concat([step.weighting, other as tf.Tensor2D], 1);
  };
}

const cases = [
  {batch: 1, shiftRange: 0, activation: 'linear'},
  {batch: 1, shiftRange: 1, activation: 'tanh'},
  {batch: 3, shiftRange: 1, activation: 'linear'},
  {batch: 2, shiftRange: 2, activation: 'tanh'},
] as const;

test('what the heads say of themselves', () => {
  const [reader, writer] = [readHead({width: 20, shiftRange: 1}), writeHead({width: 20, shiftRange: 1})];
  expect([reader.kind, writer.kind]).toEqual(['read', 'write']);
  expect(layoutSize(reader.layout)).toBe(20 + 1 + 1 + 3 + 1);
  expect(layoutSize(writer.layout)).toBe(20 + 1 + 1 + 3 + 1 + 20 + 20);
  expect(Object.keys(reader.layout)).toEqual([
    'key',
    'keyStrength',
    'interpolationGate',
    'shiftWeights',
    'sharpening',
  ]);
  expect(Object.keys(writer.layout)).toEqual([...Object.keys(reader.layout), 'eraseVector', 'addVector']);
});

describeOnBackends('readHead', () => {
  test('hands the memory on as it is, and reads from it', () => {
    const head = readHead({width, shiftRange: 1});
    const [interfaceVector, memory, previous] = tensorsOf(2, layoutSize(head.layout));
    const [parts] = splitInterface(interfaceVector, [head.layout]);
    const step = head.step(parts, memory, previous);
    expect(step.memory).toBe(memory);
    expect(step.weighting.shape).toEqual([2, rows]);
    expect(step.read?.shape).toEqual([2, width]);
  });

  test.each(cases)('values and gradients are those of the oracle for %j', ({batch, ...args}) => {
    const head = readHead({width, ...args});
    const sample = (interfaceVector: number[], flat: number[], previous: number[]) => {
      const memory = rowsOf(flat, width);
      const weighting = attended(interfaceVector, memory, previous, args);
      return [...weighting, ...readVector(memory, weighting)];
    };
    const inputs = inputsOf(batch, layoutSize(head.layout));
    expectGradients({op: stepOf(head), oracle: eachSample(batch, sample), inputs});
  });
});

describeOnBackends('writeHead', () => {
  test('reads nothing', () => {
    const head = writeHead({width, shiftRange: 1});
    const [interfaceVector, memory, previous] = tensorsOf(2, layoutSize(head.layout));
    const [parts] = splitInterface(interfaceVector, [head.layout]);
    const step = head.step(parts, memory, previous);
    expect(Object.keys(step)).toEqual(['weighting', 'values', 'memory']);
    expect(step.memory.shape).toEqual([2, rows, width]);
  });

  test.each(cases)('values and gradients are those of the oracle for %j', ({batch, ...args}) => {
    const head = writeHead({width, ...args});
    const sample = (interfaceVector: number[], flat: number[], previous: number[]) => {
      const {weighting, memory} = written(interfaceVector, rowsOf(flat, width), previous, args);
      return [...weighting, ...memory.flat()];
    };
    const inputs = inputsOf(batch, layoutSize(head.layout));
    expectGradients({op: stepOf(head), oracle: eachSample(batch, sample), inputs});
  });
});

describeOnBackends('the values of a step', () => {
  test.each(cases)(
    'are the interface within its ranges and what addressing went through: %j',
    ({batch, ...args}) => {
      const head = writeHead({width, ...args});
      const inputs = inputsOf(batch, layoutSize(head.layout));
      const [interfaceVector, memory, previous] = tensorsOf(batch, layoutSize(head.layout));
      const [parts] = splitInterface(interfaceVector, [head.layout]);
      const {weighting, values} = head.step(parts, memory, previous);
      const names = [
        ...Object.keys(addressingLayout(width, args.shiftRange)),
        'contentWeighting',
        'interpolatedWeighting',
        'shiftedWeighting',
        'eraseVector',
        'addVector',
      ];
      expect(Object.keys(values)).toEqual(names);
      const sample = (emitted: number[], flat: number[], before: number[]) => {
        const {key, keyStrength, interpolationGate, shiftWeights, sharpening} = addressingOf(emitted, args);
        const found = content(rowsOf(flat, width), key, keyStrength);
        const mixed = interpolated(found, before, interpolationGate);
        const [e, a] = rowsOf(emitted.slice(-2 * width), width) as [number[], number[]];
        return [
          ...[...key, keyStrength, interpolationGate, ...shiftWeights, sharpening],
          ...[...found, ...mixed, ...shifted(mixed, shiftWeights)],
          ...[...e.map(sigmoid), ...activated(a, args.activation)],
          ...attended(emitted, rowsOf(flat, width), before, args),
        ];
      };
      const expected = eachSample(batch, sample)(...inputs.map(({values}) => values));
      expectClose(tf.concat([...Object.values(values), weighting], 1), expected);
      const reader = readHead({width, ...args});
      const read = reader.step(splitInterface(interfaceVector, [head.layout])[0], memory, previous);
      expect(Object.keys(read.values)).toEqual(names.slice(0, -2));
      expect(read.values.shiftedWeighting!.dataSync()).toEqual(values.shiftedWeighting!.dataSync());
    },
  );
});

describeOnBackends('both heads', () => {
  test.each(cases)('over three steps, write then read: as the oracle for %j', ({batch, ...args}) => {
    const [writer, reader] = [writeHead({width, ...args}), readHead({width, ...args})];
    const sizes = [layoutSize(writer.layout), layoutSize(reader.layout)] as const;
    const op = (interfaceVectors: tf.Tensor2D, first: tf.Tensor3D, weighting: tf.Tensor2D) => {
      let memory = first;
      let [wrote, attendedTo] = [weighting, weighting];
      const reads = tf.split(interfaceVectors, 3, 1).map((interfaceVector) => {
        const [write, read] = splitInterface(interfaceVector as tf.Tensor2D, [writer.layout, reader.layout]);
        ({memory, weighting: wrote} = writer.step(write, memory, wrote));
        const step = reader.step(read, memory, attendedTo);
        attendedTo = step.weighting;
        return step.read!;
      });
      return tf.concat([...reads, attendedTo], 1);
    };
    const sample = (interfaceVectors: number[], flat: number[], weighting: number[]) => {
      let memory = rowsOf(flat, width);
      let [wrote, attendedTo] = [weighting, weighting];
      const reads = rowsOf(interfaceVectors, sizes[0] + sizes[1]).map((interfaceVector) => {
        ({memory, weighting: wrote} = written(interfaceVector.slice(0, sizes[0]), memory, wrote, args));
        attendedTo = attended(interfaceVector.slice(sizes[0]), memory, attendedTo, args);
        return readVector(memory, attendedTo);
      });
      return [...reads.flat(), ...attendedTo];
    };
    const inputs = inputsOf(batch, 3 * (sizes[0] + sizes[1]));
    expectGradients({op, oracle: eachSample(batch, sample), inputs});
  });

  test.each([
    ['readHead', readHead],
    ['writeHead', writeHead],
  ])('%s with a weighting clip: only the gradient of the weighting before is clipped', (_, make) => {
    const [batch, weightingClip] = [2, 0.05];
    const args = {width, shiftRange: 1};
    const [free, clipped] = [make(args), make({...args, weightingClip})];
    const tensors = tensorsOf(batch, layoutSize(free.layout));
    const gradientsOf = (head: typeof free) =>
      tf.grads(stepOf(head) as (...inputs: tf.Tensor[]) => tf.Tensor)(tensors);
    const [expected, actual] = [gradientsOf(free), gradientsOf(clipped)];
    expectClose(stepOf(clipped)(...tensors), stepOf(free)(...tensors).dataSync());
    expectClose(actual[0]!, expected[0]!.dataSync());
    expectClose(actual[1]!, expected[1]!.dataSync());
    const clip = eachSample(batch, (weighting, gradient) =>
      clippedGradient(weighting, gradient, weightingClip),
    );
    const previous = [...expected[2]!.dataSync()];
    const clippedPrevious = clip([...tensors[2].dataSync()], previous);
    expectClose(actual[2]!, clippedPrevious);
    expect(Math.max(...clippedPrevious)).toBeLessThan(0.5 * Math.max(...previous.map(Math.abs)));
  });

  test.each([
    ['readHead', readHead],
    ['writeHead', writeHead],
  ])(
    '%s: values and gradients are finite on a memory of zeros, from one row, for extreme interface vectors',
    (_, make) => {
      for (const activation of ['linear', 'tanh'] as const) {
        const head = make({width, shiftRange: 1, activation, weightingClip: 10});
        const size = layoutSize(head.layout);
        for (const emitted of [-50, 0, 50]) {
          for (const value of [0, 1e-6]) {
            const inputs = [
              tf.fill([1, size], emitted),
              tf.fill([1, rows, width], value),
              tf.oneHot([0], rows, 1, 0, 'float32'),
            ];
            const op = stepOf(head) as (...inputs: tf.Tensor[]) => tf.Tensor;
            for (const tensor of [op(...inputs), ...tf.grads(op)(inputs)]) {
              expect(tensor.dataSync().every(Number.isFinite)).toBe(true);
            }
          }
        }
      }
    },
  );

  test('leave no tensor behind', () => {
    const args = {width, shiftRange: 1, weightingClip: 10, activation: 'tanh'} as const;
    const [writer, reader] = [writeHead(args), readHead(args)];
    const [written, memory, previous] = tensorsOf(1, layoutSize(writer.layout));
    const [write] = splitInterface(written, [writer.layout]);
    const [read] = splitInterface(tensorsOf(1, layoutSize(reader.layout))[0], [reader.layout]);
    expectNoLeak(() => ({...writer.step(write, memory, previous)}));
    expectNoLeak(() => {
      const step = reader.step(read, memory, previous);
      return [step.weighting, step.read!, ...Object.values(step.values)];
    });
    const gradients = tf.grads(stepOf(writer) as (...inputs: tf.Tensor[]) => tf.Tensor);
    expectNoLeak(() => gradients([written, memory, previous]));
  });
});

describe.each([
  ['readHead', readHead],
  ['writeHead', writeHead],
])('a wrong argument of %s is named', (_, make) => {
  test.each([
    [{width: 0, shiftRange: 1}, 'width must be a positive integer, got 0'],
    [{shiftRange: 1}, 'width must be a positive integer, got undefined'],
    [{width: 4, shiftRange: -1}, 'shiftRange must be an integer at least 0, got -1'],
    [{width: 4, shiftRange: 0.5}, 'shiftRange must be an integer at least 0, got 0.5'],
    [{width: 4, shiftRange: 1, activation: 'relu'}, 'activation must be one of "linear", "tanh", got "relu"'],
    [{width: 4, shiftRange: 1, weightingClip: 0}, 'weightingClip must be a finite number above 0, got 0'],
    [
      {width: 4, shiftRange: 1, weightingClip: Infinity},
      'weightingClip must be a finite number above 0, got Infinity',
    ],
  ])('%j', (args, message) => {
    const call = () => make(args as HeadArgs);
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
