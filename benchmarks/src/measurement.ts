import {type Case, modelOf} from './cases.js';
import {median} from './median.js';

/** What was measured of a case. */
export interface Measurement {
  readonly case: Case;
  /** Sequences a second, one number a round. */
  readonly rates: readonly number[];
  /** How many times as fast as the first case of its comparison: the median of the rounds' ratios. */
  readonly ratio: number;
  /** The most memory that its process had, in MiB. */
  readonly memory: number;
  /** How long it took to compile the model, if it was compiled. */
  readonly compileMilliseconds?: number | undefined;
}

/** A measurement as the JSON file holds it; the model's name also tells whether it only went forward. */
export interface Row extends Omit<Case, 'model' | 'work'> {
  readonly model: string;
  /** The median over the rounds. */
  readonly sequencesPerSecond: number;
}

/**
 * How many times as fast as another a case is that was measured in turns with it. Each round is compared with the same
 * round of the other, so that a slow minute of the machine, which slows both, does not show.
 *
 * @param rates one number a round, as are the others
 */
export function medianRatio(rates: readonly number[], others: readonly number[]): number {
  return median(rates.map((rate, round) => rate / others[round]!));
}

/** The rows of the JSON file. */
export function toRows(measurements: readonly Measurement[]): Row[] {
  return measurements.map(({case: item, rates}) => ({
    engine: item.engine,
    backend: item.backend,
    model: modelOf(item),
    task: item.task,
    batch: item.batch,
    length: item.length,
    threads: item.threads,
    sequencesPerSecond: Number(median(rates).toPrecision(4)),
  }));
}
