import {ArgumentError} from '@ntmjs/arguments';
import {
  describeOnBackends,
  eachSample,
  expectClose,
  expectGradients,
  expectNoLeak,
  rowsOf,
  stackOrQueueStep,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {contents, contentsOf, operation, operationOf} from './fixtures/contents.js';
import {type ContinuousStep, continuousQueue, continuousStack, peekWeighting, read} from './index.js';

const KINDS = [
  ['stack', continuousStack],
  ['queue', continuousQueue],
] as const;

/** What is read, the memory and the strengths side by side. */
function joined({read, memory, strengths}: ContinuousStep): tf.Tensor {
  const [batch] = read.shape;
  return tf.concat([read, tf.reshape(memory, [batch, -1]), strengths], 1);
}

/** What is done in a step of a stack or a queue that holds whole things. */
const anyCommands = fc.array(fc.record({push: fc.boolean(), pop: fc.boolean()}), {
  minLength: 1,
  maxLength: 12,
});

describe.each(KINDS)('a continuous %s', (kind, step) => {
  describeOnBackends('runs', () => {
    test.each([
      [1, 4, 3],
      [2, 5, 2],
      [2, 1, 2],
    ])('has values and gradients of the oracle: %i samples, %i rows of %i', (batch, rows, width) => {
      expectGradients({
        op: (...inputs: tf.Tensor[]) => {
          const [memory, strengths, value, push, pop] = inputs as [tf.Tensor3D, ...tf.Tensor2D[]];
          return joined(step({memory, strengths: strengths!}, {value: value!, push: push!, pop: pop!}));
        },
        oracle: eachSample(batch, (memory, strengths, value, [push], [pop]) => {
          const before = {
            values: rowsOf(memory, width).toReversed(),
            strengths: strengths.toReversed(),
          };
          const after = stackOrQueueStep(kind, before, {value, push: push!, pop: pop!}, rows);
          return [
            ...after.read,
            ...after.rows.values.toReversed().flat(),
            ...after.rows.strengths.toReversed(),
          ];
        }),
        inputs: [...contentsOf(batch, rows, width), ...operationOf(batch, width, 3)],
      });
    });

    test('is as published for as many steps as it has rows', () => {
      const [rows, width] = [10, 2];
      let state = contents(1, rows, width) as ContinuousStep | ReturnType<typeof contents>;
      let expected = {values: [] as readonly number[][], strengths: [] as readonly number[]};
      for (let time = 0; time < rows; time++) {
        const value = uniformNumbers(10 + time, width);
        const [push, pop] = uniformNumbers(50 + time, 2, 0, 1) as [number, number];
        const after = step(state, {
          value: tf.tensor2d([value]),
          push: tf.tensor2d([[push]]),
          pop: tf.tensor2d([[pop]]),
        });
        const oracle = stackOrQueueStep(kind, expected, {value, push, pop});
        expectClose(after.read, oracle.read, {absolute: 1e-5});
        [state, expected] = [after, oracle.rows];
      }
    });

    test('returns the weighting of its read', () => {
      const inputs = [...contentsOf(2, 5, 3), ...operationOf(2, 3, 3)];
      const [memory, strengths, value, push, pop] = inputs.map(
        ({shape, values}): tf.Tensor => tf.tensor(values, shape as unknown as number[]),
      ) as [tf.Tensor3D, ...tf.Tensor2D[]];
      const after = step({memory, strengths: strengths!}, {value: value!, push: push!, pop: pop!});
      expect(after.readWeighting.shape).toEqual([2, 5]);
      const end = kind === 'stack' ? 'first' : 'last';
      expect(after.readWeighting.dataSync()).toEqual(peekWeighting(after.strengths, end).dataSync());
      expect(after.read.dataSync()).toEqual(read(after.memory, after.readWeighting).dataSync());
    });

    test('leaves no tensor behind', () => {
      const [before, done] = [contents(2, 5, 3), operation(2, 3)];
      expectNoLeak(() => ({...step(before, done)}), 300);
      const gradients = tf.grads((value, push, pop) =>
        joined(step(before, {value, push, pop} as typeof done)),
      );
      expectNoLeak(() => gradients([done.value, done.push, done.pop]), 100);
    });
  });

  describe('on cpu', () => {
    useBackend('cpu');
    const zeros = (...shape: number[]) => tf.zeros(shape) as never;

    test('is a list of whole things where all strengths are 0 or 1', () => {
      fc.assert(
        fc.property(anyCommands, (commands) => {
          tf.tidy(() => {
            const list: number[] = [];
            let state = contents(1, 12, 1);
            for (const [time, {push, pop}] of commands.entries()) {
              if (pop) kind === 'stack' ? list.pop() : list.shift();
              if (push) list.push(time + 1);
              const after = step(state, {
                value: tf.tensor2d([[time + 1]]),
                push: tf.tensor2d([[Number(push)]]),
                pop: tf.tensor2d([[Number(pop)]]),
              });
              const next = kind === 'stack' ? list.at(-1) : list[0];
              expect([...after.read.dataSync()]).toEqual([next ?? 0]);
              state = after;
            }
          });
        }),
      );
    });

    test.each([
      [
        () => step({...contents(2, 5, 3), memory: zeros(2, 5)}, operation(2, 3)),
        'memory must be a tensor of shape [batch, rows, width] = [?, ?, ?], got a tensor of shape [2, 5]',
      ],
      [
        () => step({...contents(2, 5, 3), strengths: zeros(2, 3)}, operation(2, 3)),
        'strengths must be a tensor of shape [batch, rows] = [2, 5], got a tensor of shape [2, 3]',
      ],
      [
        () => step(contents(2, 5, 3), {...operation(2, 3), value: zeros(2, 5)}),
        'operation.value must be a tensor of shape [batch, width] = [2, 3], got a tensor of shape [2, 5]',
      ],
      [
        () => step(contents(2, 5, 3), {...operation(2, 3), push: zeros(1, 1)}),
        'operation.push must be a tensor of shape [batch, 1] = [2, 1], got a tensor of shape [1, 1]',
      ],
      [
        () => step(contents(2, 5, 3), {...operation(2, 3), pop: zeros(2)}),
        'operation.pop must be a tensor of shape [batch, 1] = [2, 1], got a tensor of shape [2]',
      ],
    ])('%# a wrong argument is named', (call, message) => {
      expect(call).toThrow(ArgumentError);
      expect(call).toThrow(message);
    });
  });
});
