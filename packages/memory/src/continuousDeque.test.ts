import {ArgumentError} from '@ntmjs/arguments';
import {
  dequeStep,
  describeOnBackends,
  eachSample,
  expectClose,
  expectGradients,
  expectNoLeak,
  rowsOf,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {contents, contentsOf, operation, operationOf} from './fixtures/contents.js';
import {type ContinuousDequeStep, continuousDeque, type PushAndPop, peekWeighting, read} from './index.js';

/** What is read at both ends, the memory and the strengths side by side. */
function joined({topRead, bottomRead, memory, strengths}: ContinuousDequeStep): tf.Tensor {
  const [batch] = topRead.shape;
  return tf.concat([topRead, bottomRead, tf.reshape(memory, [batch, -1]), strengths], 1);
}

/** One number pushed by all or nothing, after a pop of all or nothing. */
function whole(value: number, push: boolean, pop: boolean): PushAndPop {
  return {
    value: tf.tensor2d([[value]]),
    push: tf.tensor2d([[Number(push)]]),
    pop: tf.tensor2d([[Number(pop)]]),
  };
}

describeOnBackends('a continuous deque', () => {
  test.each([
    [1, 4, 3],
    [2, 6, 2],
    [2, 2, 2],
  ])('has values and gradients of the oracle: %i samples, %i rows of %i', (batch, rows, width) => {
    expectGradients({
      op: (...inputs: tf.Tensor[]) => {
        const [memory, strengths, ...operations] = inputs as [tf.Tensor3D, tf.Tensor2D, ...tf.Tensor2D[]];
        const [top, bottom] = [operations.slice(0, 3), operations.slice(3)].map(
          ([value, push, pop]) => ({value, push, pop}) as PushAndPop,
        );
        return joined(continuousDeque({memory, strengths}, top!, bottom!));
      },
      oracle: eachSample(batch, (memory, strengths, ...operations) => {
        const before = {values: rowsOf(memory, width).toReversed(), strengths: strengths.toReversed()};
        const [top, bottom] = [operations.slice(0, 3), operations.slice(3)].map(([value, push, pop]) => ({
          value: value!,
          push: push![0]!,
          pop: pop![0]!,
        }));
        const after = dequeStep(before, top!, bottom!, rows);
        return [
          ...after.topRead,
          ...after.bottomRead,
          ...after.rows.values.toReversed().flat(),
          ...after.rows.strengths.toReversed(),
        ];
      }),
      inputs: [
        ...contentsOf(batch, rows, width),
        ...operationOf(batch, width, 3),
        ...operationOf(batch, width, 7),
      ],
    });
  });

  test('is as published for half as many steps as it has rows', () => {
    const [rows, width] = [16, 2];
    let state = contents(1, rows, width);
    let expected = {values: [] as readonly number[][], strengths: [] as readonly number[]};
    for (let time = 0; time < rows / 2; time++) {
      const [top, bottom] = [0, 1].map((end) => {
        const [push, pop] = uniformNumbers(50 + 2 * time + end, 2, 0, 1) as [number, number];
        return {value: uniformNumbers(10 + 2 * time + end, width), push, pop};
      });
      const [topTensors, bottomTensors] = [top!, bottom!].map(({value, push, pop}) => ({
        value: tf.tensor2d([value]),
        push: tf.tensor2d([[push]]),
        pop: tf.tensor2d([[pop]]),
      }));
      const after = continuousDeque(state, topTensors!, bottomTensors!);
      const oracle = dequeStep(expected, top!, bottom!);
      expectClose(after.topRead, oracle.topRead, {absolute: 1e-5});
      expectClose(after.bottomRead, oracle.bottomRead, {absolute: 1e-5});
      [state, expected] = [after, oracle.rows];
    }
  });

  test('returns the weighting of its read at each end', () => {
    const inputs = [...contentsOf(2, 6, 3), ...operationOf(2, 3, 3), ...operationOf(2, 3, 7)];
    const [memory, strengths, ...operations] = inputs.map(
      ({shape, values}): tf.Tensor => tf.tensor(values, shape as unknown as number[]),
    ) as [tf.Tensor3D, ...tf.Tensor2D[]];
    const [top, bottom] = [0, 3].map((first) => {
      const [value, push, pop] = operations.slice(first) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      return {value, push, pop};
    });
    const after = continuousDeque({memory, strengths: strengths!}, top!, bottom!);
    for (const [weighting, vector, end] of [
      [after.topReadWeighting, after.topRead, 'first'],
      [after.bottomReadWeighting, after.bottomRead, 'last'],
    ] as const) {
      expect(weighting.dataSync()).toEqual(peekWeighting(after.strengths, end).dataSync());
      expect(vector.dataSync()).toEqual(read(after.memory, weighting).dataSync());
    }
  });

  test('leaves no tensor behind', () => {
    const [before, top, bottom] = [contents(2, 4, 3), operation(2, 3), operation(2, 3)];
    expectNoLeak(() => ({...continuousDeque(before, top, bottom)}), 300);
    const gradients = tf.grads((value, push, pop) =>
      joined(continuousDeque(before, {value, push, pop} as PushAndPop, bottom)),
    );
    expectNoLeak(() => gradients([top.value, top.push, top.pop]), 100);
  });
});

describe('a continuous deque on cpu', () => {
  useBackend('cpu');
  const zeros = (...shape: number[]) => tf.zeros(shape) as never;

  test('is a list of whole things where all strengths are 0 or 1', () => {
    const anyEnd = fc.record({push: fc.boolean(), pop: fc.boolean()});
    const commands = fc.array(fc.record({top: anyEnd, bottom: anyEnd}), {minLength: 1, maxLength: 12});
    fc.assert(
      fc.property(commands, (steps) => {
        tf.tidy(() => {
          const list: number[] = []; // the bottom first
          let state = contents(1, 24, 1);
          for (const [time, {top, bottom}] of steps.entries()) {
            if (top.pop) list.pop();
            if (bottom.pop) list.shift();
            if (top.push) list.push(time + 1);
            if (bottom.push) list.unshift(-time - 1);
            const after = continuousDeque(
              state,
              whole(time + 1, top.push, top.pop),
              whole(-time - 1, bottom.push, bottom.pop),
            );
            const [topRead, bottomRead] = [...after.topRead.dataSync(), ...after.bottomRead.dataSync()];
            expect([topRead, bottomRead]).toEqual([list.at(-1) ?? 0, list[0] ?? 0]);
            state = after;
          }
        });
      }),
    );
  });

  test.each([
    [
      () => continuousDeque({...contents(2, 4, 3), memory: zeros(2, 4)}, operation(2, 3), operation(2, 3)),
      'memory must be a tensor of shape [batch, rows, width] = [?, ?, ?], got a tensor of shape [2, 4]',
    ],
    [
      () => continuousDeque(contents(2, 5, 3), operation(2, 3), operation(2, 3)),
      'memory must be a tensor of an even number of rows, got a tensor of shape [2, 5, 3]',
    ],
    [
      () => continuousDeque({...contents(2, 4, 3), strengths: zeros(2, 3)}, operation(2, 3), operation(2, 3)),
      'strengths must be a tensor of shape [batch, rows] = [2, 4], got a tensor of shape [2, 3]',
    ],
    [
      () => continuousDeque(contents(2, 4, 3), {...operation(2, 3), value: zeros(2, 4)}, operation(2, 3)),
      'top.value must be a tensor of shape [batch, width] = [2, 3], got a tensor of shape [2, 4]',
    ],
    [
      () => continuousDeque(contents(2, 4, 3), operation(2, 3), {...operation(2, 3), pop: zeros(2, 2)}),
      'bottom.pop must be a tensor of shape [batch, 1] = [2, 1], got a tensor of shape [2, 2]',
    ],
  ])('%# a wrong argument is named', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
