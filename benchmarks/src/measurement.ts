import {type Case, modelOf} from './cases.js';

/** The measurement of a case. */
export interface Measurement {
  readonly case: Case;
  /** Sequences per second, one number per round. */
  readonly rates: readonly number[];
  /** The speed relative to the first case of the block: the median of the ratios round by round. */
  readonly ratio: number;
  /** The peak memory of its process, in MiB. */
  readonly memory: number;
  /** How long compiling the model took, if it was compiled. */
  readonly compileMilliseconds?: number | undefined;
}

/** A measurement as a row of the JSON file. The model's name ends in `-forward` if only forward passes were measured. */
export interface Row extends Omit<Case, 'model' | 'work'> {
  readonly model: string;
  /** The median over the rounds. */
  readonly sequencesPerSecond: number;
}

/**
 * The speed of a case relative to another that was measured in turns with it. Rates are compared round by round, so that a
 * slow minute of the machine, which slows both, cancels out.
 *
 * @param rates one number per round, as in `others`
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

/** The middle value, or the mean of the two middle ones; NaN if there are none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
