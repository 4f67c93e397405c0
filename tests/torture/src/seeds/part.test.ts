import {useBackend} from '@ntmjs/test-support';
import {NonFiniteError, train} from '@ntmjs/training';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {trainOn} from './part.js';

describe('a training of copy', () => {
  useBackend('cpu');

  test('without a NaN passes', async () => {
    expect(await trainOn('ntm-feedforward', 1, 2)).toEqual({
      counts: {'seeds of ntm-feedforward': 1, 'training sequences': 2},
    });
  });

  test('with a NaN in a report, in a weight, or in an error fails', async () => {
    const inReport: typeof train = async function* (args) {
      for await (const event of train(args)) yield {...event, report: {...event.report, bits: Number.NaN}};
    };
    const inWeight: typeof train = async function* (args) {
      const [weight, ...rest] = args.model.getWeights();
      args.model.setWeights([tf.mul(weight!, Number.NaN), ...rest]);
      yield* train(args);
    };
    const inError: typeof train = async function* (args) {
      yield* train({...args, sequences: 1});
      throw new NonFiniteError('the loss', Number.NaN);
    };
    for (const planted of [inReport, inWeight, inError]) {
      const {failure} = await trainOn('ntm-feedforward', 1, 2, planted);
      expect(failure).toMatch(/^ntm-feedforward, seed 1/);
    }
  });
});
