import type {Case} from './cases.js';
import {median} from './median.js';

/** What was measured of a case. */
export interface Measurement {
  readonly case: Case;
  /** Training sequences a second, one number a round. */
  readonly rates: readonly number[];
  /** How many times as fast as the first case of its comparison: the median of the rounds' ratios. */
  readonly ratio: number;
}

/** A measurement as the JSON file holds it. */
export interface Row extends Case {
  /** The median over the rounds. */
  readonly sequencesPerSecond: number;
}

/**
 * The ratios of cases that were measured in turns. Each round is compared with the same round of the first case, so
 * that a slow minute of the machine, which slows both, does not show.
 *
 * @param rates the cases' rates, one number a round
 */
export function ratiosToFirst(rates: readonly (readonly number[])[]): number[] {
  return rates.map((own) => median(own.map((rate, round) => rate / rates[0]![round]!)));
}

/** The rows of the JSON file. */
export function toRows(measurements: readonly Measurement[]): Row[] {
  return measurements.map(({case: item, rates}) => ({
    engine: item.engine,
    backend: item.backend,
    model: item.model,
    task: item.task,
    batch: item.batch,
    length: item.length,
    threads: item.threads,
    sequencesPerSecond: Number(median(rates).toPrecision(4)),
  }));
}
