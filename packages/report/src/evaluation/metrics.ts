import {requireChoice, requireObject, requireText} from '@ntmjs/arguments';
import {type Metric, requireTask, type Task} from '@ntmjs/tasks';
import {bits, requireAnyNumber} from '../pages/text.js';

/** The metrics of a task besides bits and wrong bits, which every task has. */
export function ownMetrics(task: Task): Metric[] {
  const {metrics} = requireTask('task', task);
  return metrics.filter(({name}) => name !== 'bits' && name !== 'wrongBits');
}

/** A value of a metric as text: shares in percent, bits and mistakes as numbers, a dash for NaN. */
export function metricText(metric: Metric, value: number): string {
  const unit = requireChoice('metric.unit', metric?.unit, ['bits', 'mistakes', 'share']);
  requireAnyNumber('value', value);
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
export function metricValue(metric: Metric, values: MetricValues): number {
  const name = requireText('metric.name', metric?.name);
  requireValues('values', values);
  const value = name === 'bits' || name === 'wrongBits' ? values[name] : values.metrics?.[name];
  return value ?? Number.NaN;
}

/** The worst of some values of a metric. */
export function worstOf({better}: Metric, values: readonly number[]): number {
  return better === 'higher' ? Math.min(...values) : Math.max(...values);
}

/**
 * Whether a value of a metric says that there was no mistake; undefined for bits, whose best value depends on the episodes.
 */
export function isPerfect({unit}: Metric, value: number): boolean | undefined {
  return unit === 'bits' ? undefined : value === (unit === 'share' ? 1 : 0);
}

/** Checks the values of metrics, of which some may be NaN. */
export function requireValues(argument: string, values: MetricValues): void {
  requireObject(argument, values, 'an object {bits, wrongBits, metrics?}');
  for (const name of ['bits', 'wrongBits'] as const) {
    if (values[name] !== undefined) requireAnyNumber(`${argument}.${name}`, values[name]);
  }
  if (values.metrics === undefined) return;
  requireObject(`${argument}.metrics`, values.metrics, 'an object with the values of metrics');
  for (const [name, value] of Object.entries(values.metrics))
    requireAnyNumber(`${argument}.metrics.${name}`, value);
}
