import {expectClose, expectNoLeak, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {classes, drawEpisodes, type Episodes, inputs, shots} from './episodes.js';
import {accuracy, attend, createLookup, lookUp, loss} from './lookup.js';
import {train} from './train.js';

const rows = classes * shots;

describe('episodes', () => {
  useBackend('cpu');

  test('are equal for equal seeds only', () => {
    tf.tidy(() => {
      const [one, again, other] = [1, 1, 2].map((seed) => [...drawEpisodes(2, seed).points.dataSync()]);
      expect(one).toEqual(again);
      expect(one).not.toEqual(other);
    });
  });

  test('have the same number of points of each class, and queries of all classes', () => {
    tf.tidy(() => {
      const {points, labels, query, answer} = drawEpisodes(classes, 1);
      expect(points.shape).toEqual([classes, rows, inputs]);
      expect(query.shape).toEqual([classes, inputs]);
      expectClose(tf.sum(labels, 1), Array(classes * classes).fill(shots));
      expect(Array.from(tf.argMax(answer, 1).dataSync())).toEqual([0, 1, 2, 3, 4]);
    });
  });
});

describe('a lookup', () => {
  useBackend('cpu');

  test('is surer the larger the key strength', () => {
    tf.tidy(() => {
      const [lookup, episodes] = [createLookup(8), drawEpisodes(20, 1)];
      const largest = [0.5, 1, 10, 100].map((beta) => tf.max(attend(lookup, episodes, beta), 1).dataSync());
      for (const query of Array(20).keys()) {
        const shares = largest.map((share) => share[query]!);
        expect(shares).toEqual(shares.toSorted((one, other) => one - other));
      }
      expectClose(tf.sum(lookUp(lookup, episodes), 1), Array(20).fill(1));
    });
  });

  test('has gradients for every row of the memory, for the query and for the key strength', () => {
    tf.tidy(() => {
      const [lookup, episodes] = [createLookup(8), drawEpisodes(3, 1)];
      const lossOf = (points: tf.Tensor, query: tf.Tensor) =>
        loss(lookup, {...episodes, points, query} as Episodes);
      const [points, query] = tf.grads(lossOf)([episodes.points, episodes.query]) as [tf.Tensor, tf.Tensor];
      for (const norm of [...tf.norm(points, 2, 2).dataSync(), ...tf.norm(query, 2, 1).dataSync()]) {
        expect(norm).toBeGreaterThan(1e-4);
      }
      const {grads} = tf.variableGrads(() => loss(lookup, episodes), [lookup.logStrength]);
      expect(Math.abs(grads[lookup.logStrength.name]!.dataSync()[0]!)).toBeGreaterThan(1e-4);
    });
  });

  test.each([9, 18])('learns to distinguish new classes from initial weights of seed %i', (seed) => {
    expectNoLeak(() => {
      const [lookup, episodes] = [createLookup(seed), drawEpisodes(500, 0)];
      expect(accuracy(lookup, episodes)).toBeLessThan(0.4);
      train(lookup, 300);
      expect(accuracy(lookup, episodes)).toBeGreaterThan(0.8);
      tf.dispose([lookup, episodes]);
    }, 1);
  });
});
