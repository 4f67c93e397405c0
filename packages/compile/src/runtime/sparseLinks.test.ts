import {sdnc} from '@ntmjs/layers';
import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import type {RNN} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {type Call, expectAgreement} from '../fixtures/everything.js';
import {traceStep} from '../trace/traceStep.js';
import {planTrace, stepOf} from './pipeline.js';

useBackend('cpu');

const [INPUTS, WIDTH, LINKS] = [4, 3, 4];

function layerOf(rows: number, readHeads: number): RNN {
  const layer = sdnc({
    units: 2,
    controller: {type: 'lstm', units: 5},
    // Of rows that are alike, rounding says which is most similar to a key.
    memory: {rows, width: WIDTH, contents: 'random'},
    ...{readHeads, rowsRead: 3, links: LINKS, seed: 3},
    ...{returnSequences: true, returnState: true},
  }) as unknown as RNN;
  layer.build([null, null, INPUTS]);
  return layer;
}

function planOf(layer: RNN) {
  const {cell, inputSize, name} = stepOf(layer, false);
  return planTrace(traceStep(cell, inputSize, name), name);
}

const sequences = (batch: number, steps: number, seed: number) =>
  tf.randomUniform<tf.Rank.R3>([batch, steps, INPUTS], -1, 1, 'float32', seed);

describe('the memory of a Sparse Differentiable Neural Computer and its links', () => {
  test.each([1, 2])(
    'are changed in place, with %i heads, and a step of more rows needs no more',
    (readHeads) => {
      const [few, many] = [256, 4096].map((rows) => {
        const {settled, plan} = planOf(layerOf(rows, readHeads));
        // The memory, last accesses, predecessors, strengths and successors.
        const widths = [WIDTH, 1, LINKS, LINKS, LINKS];
        expect(settled.inPlace!.stored.map(({rows, width}) => [rows, width])).toEqual(
          widths.map((width) => [rows, width]),
        );
        return plan;
      });
      expect(many!.frame.bytes).toBe(few!.frame.bytes);
      expect(many!.forward.length).toBe(few!.forward.length);
      expect(many!.backward.length).toBe(few!.backward.length);
    },
  );

  function expectSame(rows: number, readHeads: number): void {
    tf.tidy(() => {
      const layer = layerOf(rows, readHeads);
      const mask = tf.tensor2d([1, 1, 0, 1, 0, 1, 0, 0], [2, 4], 'bool');
      const [, ...initialState] = layer.apply(sequences(2, 5, 1)) as tf.Tensor2D[];
      const calls: Call[] = [
        {input: sequences(1, 6, 2)},
        {input: sequences(2, 4, 3), initialState},
        {input: sequences(2, 4, 4), initialState, mask},
      ];
      expectAgreement(layer, calls);
    });
  }

  test.each([1, 2])(
    'agree with eager execution, with %i heads, from states that were kept and masked',
    (heads) => expectSame(64, heads),
  );

  test('agree with it if they have 4096 rows', {tags: ['full']}, () => expectSame(4096, 2));
});
