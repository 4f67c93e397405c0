import {ArgumentError} from '@ntmjs/arguments';
import type {SequenceMeasures} from '@ntmjs/compile';
import {bitsOfEachSequence, type Episodes, type Metric, wrongBitsOfEachSequence} from '@ntmjs/tasks';

/** One number for each of a task's metrics, as reports show them. */
export interface MetricMeans {
  /** Cross-entropy in bits a sequence. */
  readonly bits: number;
  /** Wrong target bits a sequence. */
  readonly wrongBits: number;
  /** The metrics that only this task has, by name; absent if there are none. NaN if no sequence has a value. */
  readonly metrics?: Readonly<Record<string, number>> | undefined;
}

/**
 * A task's metrics of each sequence of a batch.
 *
 * @param logits `[batch, steps, outputSize]`
 * @param measures of these logits, if they are known: two of the metrics
 * @returns lists of `batch` numbers, by the metrics' names
 * @throws ArgumentError if a metric does not give a number for each sequence
 */
export function metricValues(
  metrics: readonly Metric[],
  logits: ArrayLike<number>,
  episodes: Episodes,
  measures?: SequenceMeasures,
): Record<string, number[]> {
  const known = new Map(
    measures && [
      [bitsOfEachSequence, measures.bits],
      [wrongBitsOfEachSequence, measures.wrongBits],
    ],
  );
  const entries = metrics.map((metric) => {
    const measured = known.get(metric.evaluate);
    const values = measured === undefined ? metric.evaluate(logits, episodes) : [...measured];
    if (values?.length === episodes.batch) return [metric.name, values] as const;
    const expected = `a list of ${episodes.batch}, one number for each sequence`;
    throw new ArgumentError(`the value of the metric ${metric.name}`, expected, values);
  });
  return Object.fromEntries(entries);
}

/**
 * The values of a metric without those of sequences to which it does not apply, which are NaN: the accuracy at a tenth
 * presentation, where there is none. `bits` and `wrongBits` apply to all sequences.
 */
export function definedValues(name: string, values: readonly number[]): readonly number[] {
  return name === 'bits' || name === 'wrongBits' ? values : values.filter((value) => !Number.isNaN(value));
}

/** A record with a value for each name. */
export function byName<T>(names: readonly string[], value: (name: string) => T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, value(name)]));
}

/** The two metrics that all tasks have, and beside them the others. */
export function asMeans({bits, wrongBits, ...metrics}: Readonly<Record<string, number>>): MetricMeans {
  const others = Object.keys(metrics).length > 0 && {metrics};
  return {bits: bits!, wrongBits: wrongBits!, ...others};
}
