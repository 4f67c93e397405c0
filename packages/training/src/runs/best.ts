import type {Metric} from '@ntmjs/tasks';
import {definedValues} from '../metricValues.js';
import type {TrainState} from '../trainEvent.js';

/** The mean of a metric over the last sequences of a state of training; NaN before the first. */
export function meanIn({metrics}: TrainState, metric: string): number {
  const values = definedValues(metric, metrics[metric] ?? []);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Whether the model of a state of training is better than that of an earlier one: its sequences are more difficult, by the curriculum; or its
 * mean is over more of them, up to the window; or else it is better.
 *
 * @param than undefined if there is none
 */
export function isBetter(state: TrainState, than: TrainState | undefined, metric: Metric): boolean {
  const mean = meanIn(state, metric.name);
  // After the maximum of the curriculum rose, the means are still over easier sequences.
  if (Number.isNaN(mean) || state.curriculum?.values.length === 0) return false;
  if (than === undefined) return true;
  const sign = metric.better === 'lower' ? -1 : 1;
  const ranks = [state, than].map((each) => [
    each.curriculum?.max ?? 0,
    each.metrics[metric.name]?.length ?? 0,
    sign * meanIn(each, metric.name),
  ]);
  const [one, other] = ranks as [number[], number[]];
  const index = one.findIndex((value, place) => value !== other[place]);
  return index >= 0 && one[index]! > other[index]!;
}
