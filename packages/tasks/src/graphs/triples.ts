import {classOf, isLargest} from '../classMetrics.js';
import {type Metric, requireLogits} from '../metrics.js';
import type {Triple} from './graph.js';

const PARTS = ['source', 'edge', 'destination'] as const;

/** The format of labels: numbers of `digits` digits 0 … base−1. */
export interface Digits {
  readonly digits: number;
  readonly base: number;
}

/** The number of channels of a triple. */
export function tripleSize({digits, base}: Digits): number {
  return PARTS.length * digits * base;
}

/** The names of the channels of a triple: `source 0 is 4` if the most significant digit of the source's label is 4. */
export function tripleChannels({digits, base}: Digits): string[] {
  return PARTS.flatMap((part) =>
    Array.from(
      {length: digits * base},
      (_, index) => `${part} ${Math.floor(index / base)} is ${index % base}`,
    ),
  );
}

/**
 * A triple, or a part of one, on 3 × digits × base channels: one-hot for each digit of each label, the most significant first;
 * zeros for a label that is absent.
 */
export function tripleRow(triple: Partial<Triple>, {digits, base}: Digits): Float32Array {
  const row = new Float32Array(tripleSize({digits, base}));
  PARTS.forEach((part, index) => {
    let label = triple[part];
    if (label === undefined) return;
    for (let digit = digits - 1; digit >= 0; digit--) {
      row[(index * digits + digit) * base + (label % base)] = 1;
      label = Math.floor(label / base);
    }
  });
  return row;
}

/**
 * How much of a path is predicted correctly. A triple is correct if for each of its digits the logit of the right one is the
 * largest.
 *
 *     rightTriples = correct triples / triples
 *     rightPaths   = 1 if all are correct, else 0
 */
export function tripleMetrics({digits, base}: Digits): readonly Metric[] {
  const shareOfTriples: Metric['evaluate'] = (logits, episodes) => {
    requireLogits(logits, episodes);
    const {batch, steps, outputSize, targets, mask} = episodes;
    const isCorrect = (step: number) =>
      Array.from({length: PARTS.length * digits}, (_, digit) => step * outputSize + digit * base).every(
        (start) => isLargest(logits, start, base, classOf(targets, start, base)),
      );
    return Array.from({length: batch}, (_, episode) => {
      const all = Array.from({length: steps}, (_, step) => episode * steps + step);
      const answering = all.filter((step) => mask[step] === 1);
      return answering.filter(isCorrect).length / answering.length;
    });
  };
  return [
    {
      name: 'rightTriples',
      title: 'right triples',
      meaning: 'the share of a path’s triples that are correct',
      unit: 'share',
      better: 'higher',
      evaluate: shareOfTriples,
    },
    {
      name: 'rightPaths',
      title: 'right paths',
      meaning: 'the share of paths that are correct from end to end',
      unit: 'share',
      better: 'higher',
      evaluate: (logits, episodes) => shareOfTriples(logits, episodes).map((share) => (share === 1 ? 1 : 0)),
    },
  ];
}
