import {address} from '@ntmjs/addressing';
import {activateAddressing, addressingLayout, layoutSize, splitInterface, writeLayout} from '@ntmjs/heads';
import {writeTogether} from '@ntmjs/memory';
import {expectClose, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import type {HeadKind, TensorRecord} from '../access.js';
import {NtmAccess, type WriteOrder} from './ntmAccess.js';

useBackend('cpu');

const [rows, width, shiftRange] = [5, 3, 1];
const layouts = {read: addressingLayout(width, shiftRange), write: writeLayout(width, shiftRange)};

const accessOf = (heads: readonly HeadKind[], writeOrder?: WriteOrder) =>
  new NtmAccess({memory: {rows, width}, heads, shiftRange, writeOrder});

/** Random parts of an interface and a random state, in which heads are at different rows. */
function random(access: NtmAccess): [tf.Tensor2D, TensorRecord] {
  const state = Object.fromEntries(
    Object.entries(access.stateShapes).map(([name, shape], index) => {
      const values = tf.randomNormal([2, ...shape], 0, 1, 'float32', index + 1);
      return [name, name === 'memory' ? values : tf.softmax(values)];
    }),
  );
  return [tf.randomNormal([2, access.interfaceSize], 0, 1, 'float32', 9), state];
}

describe('write heads that act together', () => {
  const heads = ['write', 'write', 'read'] as const;

  test('all address the memory of before, erase, then add; a read sees the result', () => {
    tf.tidy(() => {
      const access = accessOf(heads, 'together');
      const [interfaceVector, state] = random(access);
      const parts = splitInterface(
        interfaceVector,
        heads.map((kind) => layouts[kind]),
      );
      const weightingOf = (head: number, memory: tf.Tensor3D) =>
        address(
          memory,
          activateAddressing(parts[head]! as never, 'linear'),
          state[`weighting${head}`] as tf.Tensor2D,
        );
      const before = state.memory as tf.Tensor3D;
      const writes = [0, 1].map((head) => {
        const {eraseVector, addVector} = parts[head] as unknown as Record<string, tf.Tensor2D>;
        return {
          weighting: weightingOf(head, before),
          eraseVector: tf.sigmoid(eraseVector!),
          addVector: addVector!,
        };
      });
      const memory = writeTogether(before, writes);
      const step = access.step(interfaceVector, state);
      expectClose(step.state.memory!, memory.dataSync());
      expectClose(step.state.weighting1!, writes[1]!.weighting.dataSync());
      expectClose(step.state.weighting2!, weightingOf(2, memory).dataSync());
    });
  });

  test('the order of their parts does not matter; in turn it does', () => {
    tf.tidy(() => {
      const memoryOf = (writeOrder: WriteOrder, swapped: boolean) => {
        const access = accessOf(heads, writeOrder);
        const [interfaceVector, state] = random(access);
        if (!swapped) return access.step(interfaceVector, state).state.memory!;
        const sizes = heads.map((kind) => layoutSize(layouts[kind]));
        const [one, two, rest] = tf.split(interfaceVector, sizes, 1) as [
          tf.Tensor2D,
          tf.Tensor2D,
          tf.Tensor2D,
        ];
        const {weighting0, weighting1} = state;
        const other = {...state, weighting0: weighting1!, weighting1: weighting0!};
        return access.step(tf.concat([two, one, rest], 1), other).state.memory!;
      };
      expectClose(memoryOf('together', true), memoryOf('together', false).dataSync());
      const [one, two] = [memoryOf('inTurn', true), memoryOf('inTurn', false)];
      expect(tf.max(tf.abs(tf.sub(one, two))).dataSync()[0]).toBeGreaterThan(0.01);
    });
  });

  test('only neighbors act together', () => {
    tf.tidy(() => {
      const alternating = ['write', 'read', 'write'] as const;
      const [interfaceVector, state] = random(accessOf(alternating));
      const [one, two] = (['inTurn', 'together'] as const).map((writeOrder) =>
        accessOf(alternating, writeOrder).step(interfaceVector, state).state.memory!.dataSync(),
      );
      expect(one).toEqual(two);
    });
  });

  test('is kept with the number of rows and in the configuration; without it, heads act in turn', () => {
    expect(accessOf(heads, 'together').withRows(9).getConfig()).toMatchObject({writeOrder: 'together'});
    expect(accessOf(heads).getConfig()).not.toHaveProperty('writeOrder');
    expect(() => accessOf(heads, 'atOnce' as never)).toThrow(
      'writeOrder must be one of "inTurn", "together"',
    );
  });
});
