import {describeOnBackends, expectClose, uniformNumbers} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {test} from 'vitest';
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
});
