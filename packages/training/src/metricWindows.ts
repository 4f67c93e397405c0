import type {Metric, Solved} from '@ntmjs/tasks';
import {isPast} from './endReason.js';
import {asMeans, byName, definedValues, type MetricMeans} from './metricValues.js';
import {requireFinite} from './nonFinite.js';
import {SlidingMean} from './slidingMean.js';
import type {MetricLists} from './trainEvent.js';

/** The metrics of the last sequences. */
export class MetricWindows {
  private readonly windows: Readonly<Record<string, SlidingMean>>;

  /**
   * @param size the number of sequences that means are over
   * @param values the values so far, by the metrics' names, the oldest first
   */
  constructor(metrics: readonly Metric[], size: number, values: MetricLists = {}) {
    const names = metrics.map(({name}) => name);
    this.windows = byName(names, (name) => new SlidingMean(size, values[name]));
  }

  /** Forgets all values. */
  clear(): void {
    for (const window of Object.values(this.windows)) window.clear();
  }

  /**
   * Takes in the metrics of each sequence of a batch.
   *
   * @throws NonFiniteError if one is not a finite number
   */
  push(values: MetricLists): void {
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

/** The metrics of the last sequences on each number of memory rows besides the model's own. */
export class WindowsOnRows {
  private readonly windows: Map<string, MetricWindows>;

  /** @param values as `MetricWindows` takes them, by the numbers of rows */
  constructor(
    private readonly metrics: readonly Metric[],
    private readonly size: number,
    values: Readonly<Record<string, MetricLists>> = {},
  ) {
    const entries = Object.entries(values);
    this.windows = new Map(entries.map(([rows, lists]) => [rows, new MetricWindows(metrics, size, lists)]));
  }

  /** Forgets all values, and on how many rows they were. */
  clear(): void {
    this.windows.clear();
  }

  /**
   * Takes in the metrics of each sequence of a batch on so many rows.
   *
   * @throws NonFiniteError if one is not a finite number
   */
  push(rows: number, values: MetricLists): void {
    const name = String(rows);
    const windows = this.windows.get(name) ?? new MetricWindows(this.metrics, this.size);
    windows.push(values);
    this.windows.set(name, windows);
  }

  get means(): {readonly onRows?: Readonly<Record<string, MetricMeans>>} {
    return this.each(({means}) => means);
  }

  /** The values, which the constructor takes to resume. */
  toJSON(): {readonly onRows?: Readonly<Record<string, MetricLists>>} {
    return this.each((windows) => windows.toJSON());
  }

  /** A value for each number of rows; empty before the first sequence. */
  private each<T>(value: (windows: MetricWindows) => T): {onRows?: Record<string, T>} {
    if (this.windows.size === 0) return {};
    return {onRows: Object.fromEntries([...this.windows].map(([rows, each]) => [rows, value(each)]))};
  }
}
