import {ArgumentError} from '@ntmjs/arguments';
import type {Metric} from '../metrics.js';
import {classOf, isRight} from '../oneHotAnswers.js';
import type {Triple} from './graph.js';

const PARTS = ['source', 'edge', 'destination'] as const;

/** How labels are written: so many digits, each of so many kinds. */
export interface Digits {
  readonly digits: number;
  readonly base: number;
}

/** The names of the channels of a triple: `source 0 is 0`, where the first number is a digit's place, the greatest first. */
export function tripleChannels({digits, base}: Digits): string[] {
  return PARTS.flatMap((part) =>
    Array.from(
      {length: digits * base},
      (_, index) => `${part} ${Math.floor(index / base)} is ${index % base}`,
    ),
  );
}

/**
 * A triple, or what is known of it, on 3 × digits × base channels: one-hot for each digit of each label, the greatest digit
 * first; nothing for a label that is left out.
 */
export function tripleRow(triple: Partial<Triple>, {digits, base}: Digits): Float32Array {
  const row = new Float32Array(PARTS.length * digits * base);
  PARTS.forEach((part, place) => {
    let label = triple[part];
    if (label === undefined) return;
    for (let digit = digits - 1; digit >= 0; digit--) {
      row[(place * digits + digit) * base + (label % base)] = 1;
      label = Math.floor(label / base);
    }
  });
  return row;
}

/**
 * How many triples are told right. A triple is right if of each of its digits the logit of the right one is above all others.
 *
 *     rightTriples = triples that are right / triples
 *     rightPaths   = 1 if all are right, else 0
 *
 * Either throws an `ArgumentError`, when it is called, if there is not a logit for each target.
 */
export function tripleMetrics({digits, base}: Digits) {
  const rightTriples: Metric = (logits, {batch, steps, outputSize, targets, mask}) => {
    if (logits.length !== targets.length) {
      throw new ArgumentError('logits.length', `${targets.length}, one for each target`, logits.length);
    }
    const isRightStep = (step: number) =>
      Array.from({length: PARTS.length * digits}, (_, digit) => step * outputSize + digit * base).every(
        (start) => isRight(logits, start, base, classOf(targets, start, base)),
      );
    return Array.from({length: batch}, (_, episode) => {
      const all = Array.from({length: steps}, (_, step) => episode * steps + step);
      const asked = all.filter((step) => mask[step] === 1);
      return asked.filter(isRightStep).length / asked.length;
    });
  };
  const rightPaths: Metric = (logits, episodes) =>
    rightTriples(logits, episodes).map((share) => (share === 1 ? 1 : 0));
  return {rightTriples, rightPaths};
}
