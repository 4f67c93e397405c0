import type {Metric, Task} from '@ntmjs/tasks';
import {bits} from '../pages/text.js';

/** The metrics of a task besides bits and wrong bits, which every task has. */
export function ownMetrics({metrics}: Task): Metric[] {
  return metrics.filter(({name}) => name !== 'bits' && name !== 'wrongBits');
}

/** A value of a metric as text: shares in percent, bits and mistakes as numbers, a dash for NaN. */
export function metricText({unit}: Metric, value: number): string {
  if (Number.isNaN(value)) return '–';
  return unit === 'share' ? `${(100 * value).toFixed(1)}%` : bits(value);
}

/** The values of metrics in a result: those that every task has, and those of one task by their names. */
export interface MetricValues {
  readonly bits: number;
  readonly wrongBits: number;
  readonly metrics?: Readonly<Record<string, number>> | undefined;
}

/** The value of a metric in a result; NaN if the result lacks it. */
export function metricValue({name}: Metric, values: MetricValues): number {
  const value = name === 'bits' || name === 'wrongBits' ? values[name] : values.metrics?.[name];
  return value ?? Number.NaN;
}
