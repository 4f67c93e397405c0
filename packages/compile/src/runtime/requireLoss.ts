import {ArgumentError, requireKeys, requireObject} from '@ntmjs/arguments';
import {requireArray} from './requireArray.js';
import type {SequenceShape} from './sequenceBatch.js';
import {isDeclared, type SequenceLoss, type SequenceMeasures} from './sequenceLoss.js';

const EXPECTED = "a function, or an object {type: 'binaryCrossEntropy', targets, weights}";

/** Checks a loss; that of a batch whose outputs have so many units. */
export function requireLoss(loss: SequenceLoss, {batch, steps}: SequenceShape, units: number): void {
  if (!isDeclared(loss)) return;
  const {type, targets, weights} = requireObject('loss', loss, EXPECTED);
  requireKeys('loss', loss, ['type', 'targets', 'weights']);
  if (type !== 'binaryCrossEntropy') throw new ArgumentError('loss.type', "'binaryCrossEntropy'", type);
  requireArray('loss.targets', targets, batch * steps * units);
  requireArray('loss.weights', weights, batch * steps);
}

/** Checks the measures that a batch is to fill in. */
export function requireMeasures(measures: SequenceMeasures, loss: SequenceLoss, batch: number): void {
  if (!isDeclared(loss))
    throw new ArgumentError('step.measures', 'omitted where the loss is a function', measures);
  requireKeys('step.measures', measures, ['bits', 'wrongBits']);
  for (const name of ['bits', 'wrongBits'] as const) {
    const values = measures[name];
    if (values instanceof Float64Array && values.length === batch) continue;
    throw new ArgumentError(`step.measures.${name}`, `a Float64Array of ${batch} numbers`, values);
  }
}
