import {ArgumentError, requireKeys, requireObject} from '@ntmjs/arguments';
import {requireArray} from './requireArray.js';
import type {SequenceShape} from './sequenceBatch.js';
import {isDeclared, type SequenceLoss} from './sequenceLoss.js';

const EXPECTED = "a function, or an object {type: 'binaryCrossEntropy', targets, weights}";

/** Checks a loss; that of a batch whose outputs have so many units. */
export function requireLoss(loss: SequenceLoss, {batch, steps}: SequenceShape, units: number): void {
  if (!isDeclared(loss)) return;
  const {type, targets, weights} = requireObject('loss', loss, EXPECTED);
  if (type !== 'binaryCrossEntropy') throw new ArgumentError('loss.type', "'binaryCrossEntropy'", type);
  requireKeys('loss', loss, ['type', 'targets', 'weights']);
  requireArray('loss.targets', targets, batch * steps * units);
  requireArray('loss.weights', weights, batch * steps);
}
