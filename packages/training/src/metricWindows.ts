import type {Metric, Solved} from '@ntmjs/tasks';
import {isPast} from './endReason.js';
import {asMeans, byName, definedValues, type MetricMeans} from './metricValues.js';
import {requireFinite} from './nonFinite.js';
import {SlidingMean} from './slidingMean.js';

/** The metrics of the last sequences. */
export class MetricWindows {
  private readonly windows: Readonly<Record<string, SlidingMean>>;

  /**
   * @param size the number of sequences that means are over
   * @param values the values so far, by the metrics' names, the oldest first
   */
  constructor(
    metrics: readonly Metric[],
    size: number,
    values: Readonly<Record<string, readonly number[]>> = {},
  ) {
    const names = metrics.map(({name}) => name);
    this.windows = byName(names, (name) => new SlidingMean(size, values[name]));
  }

  /**
   * Takes in the metrics of each sequence of a batch.
   *
   * @throws NonFiniteError if one is not a finite number
   */
  push(values: Readonly<Record<string, readonly number[]>>): void {
    for (const [name, window] of Object.entries(this.windows)) {
      const defined = definedValues(name, values[name]!);
      requireFinite(`the metric ${name}`, defined);
      for (const value of defined) window.push(value);
    }
  }

  /** Whether the windows are full, and the mean of the metric is on the right side of its threshold. */
  isSolved(solved: Solved): boolean {
    const window = this.windows[solved.metric]!;
    return window.full && isPast(solved, window.mean);
  }

  /** NaN before the first sequence that a metric applies to. */
  get means(): MetricMeans {
    return asMeans(byName(Object.keys(this.windows), (name) => this.windows[name]!.mean));
  }

  /** The values, the oldest first: what the constructor takes to resume. */
  toJSON(): Record<string, number[]> {
    return byName(Object.keys(this.windows), (name) => this.windows[name]!.toJSON());
  }
}
