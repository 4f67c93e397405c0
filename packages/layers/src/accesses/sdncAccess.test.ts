import {describeOnBackends, expectClose, uniformNumbers} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {expect, test} from 'vitest';
import type {TensorRecord} from '../access.js';
import {firstSdncState, flattened, type SdncOracleArgs, sdncStep} from '../fixtures/sdncOracle.js';
import {SdncAccess} from './sdncAccess.js';

const [rows, width] = [7, 3];

/** An access, and what the oracle must know of it. */
function both(readHeads: number, rowsRead: number, links: number, options: Partial<SdncOracleArgs> = {}) {
  const args: SdncOracleArgs = {
    width,
    readHeads,
    rowsRead,
    links,
    accessThreshold: 0.005,
    vectorActivation: 'linear',
    ...options,
  };
  const {width: _, ...rest} = args;
  return {args, access: new SdncAccess({memory: {rows, width}, ...rest})};
}

/** Reads and state side by side, `[batch, size]`. */
function joined(step: {reads: tf.Tensor2D; state: TensorRecord}): tf.Tensor2D {
  const batch = step.reads.shape[0];
  return tf.concat(
    [step.reads, ...Object.values(step.state)].map((part) => tf.reshape(part, [batch, -1])),
    1,
  ) as tf.Tensor2D;
}

describeOnBackends('a step of SdncAccess', () => {
  test.each([
    [1, 1, 1, 0.005],
    [1, 2, 3, 0.005],
    [2, 3, 2, 0.4],
    [3, 2, 4, 0.005],
    [1, rows, rows, 0.005],
    [2, rows, rows, 0.005],
  ])(
    'many steps from the initial state are those of the oracle: %i heads, %i rows read, %i links, δ %d',
    (readHeads, rowsRead, links, accessThreshold) => {
      const {access, args} = both(readHeads, rowsRead, links, {accessThreshold});
      let state = access.initialState(1, {});
      const contents = Array.from({length: rows}, () => new Array<number>(width).fill(Math.fround(1e-6)));
      let expected = firstSdncState(contents, args);
      expectClose(joined({reads: tf.zeros([1, 0]), state}), flattened(expected, args));
      for (let time = 0; time < 20; time++) {
        const interfaceVector = uniformNumbers(100 + time, access.interfaceSize, -3, 3).map(Math.fround);
        const step = access.step(tf.tensor2d([interfaceVector]), state);
        const oracle = sdncStep(interfaceVector, expected, args);
        expectClose(joined(step), [...oracle.reads, ...flattened(oracle.state, args)], {absolute: 1e-5});
        [state, expected] = [step.state, oracle.state];
      }
    },
  );

  test('the weights of a head that goes back and forth sum to 1 at most, where links branch', () => {
    const {access, args} = both(1, 3, 4);
    const [backward, forward, content] = [
      [9, 0, 0],
      [0, 9, 0],
      [0, 0, 9],
    ] as const;
    const branching = [5, 0, 0];
    const leaves = [
      [0, 5, 0],
      [0, 0, 5],
      [0, 4, 4],
    ];
    // The write gate, the interpolation gate, then the key and its strength.
    const vector = (add: number[], gates: number[], modes: readonly number[]) => [
      ...[...add, ...gates, ...branching, 50, ...modes],
    ];
    const [fresh, again, none] = [
      [9, -9],
      [9, 9],
      [-9, 0],
    ] as const;
    const vectors = [
      vector(branching, [...fresh], content),
      ...leaves.flatMap((leaf) => [
        vector(leaf, [...fresh], content),
        vector([0.1, 0, 0], [...again], content),
      ]),
      ...Array.from({length: 10}, (_, time) =>
        vector([0, 0, 0], [...none], time % 2 === 0 ? forward : backward),
      ),
    ];
    let state = access.initialState(1, {});
    let expected = firstSdncState(
      Array.from({length: rows}, () => new Array<number>(width).fill(Math.fround(1e-6))),
      args,
    );
    for (const interfaceVector of vectors) {
      const step = access.step(tf.tensor2d([interfaceVector]), state);
      const [total] = tf.sum(step.state.readWeights0!).dataSync();
      expect(total).toBeLessThan(1 + 1e-5);
      const oracle = sdncStep(interfaceVector, expected, args);
      expectClose(step.reads, oracle.reads, {absolute: 1e-4});
      [state, expected] = [step.state, oracle.state];
    }
    const following = expected.predecessors.filter((links) =>
      links.some(([row, link]) => row === 0 && link > 0.9),
    );
    expect(following).toHaveLength(leaves.length);
  });
});
