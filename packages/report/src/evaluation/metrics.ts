import {createTask, type Metric, type Task, taskNames} from '@ntmjs/tasks';
import {bits} from '../pages/text.js';

/** The metric of a name, of whichever task has it; undefined for a metric that no task has today. */
function metricNamed(name: string): Metric | undefined {
  return taskNames.flatMap((task) => createTask(task).metrics).find((metric) => metric.name === name);
}

/** Whether a metric is a share from 0 to 1; all others count bits or mistakes. */
export function isShare(metric: string): boolean {
  return metricNamed(metric)?.unit === 'share';
}

/** The names of the metrics that a task has besides those that every task has. */
export function ownMetrics(task: Task): string[] {
  return task.metrics.map(({name}) => name).filter((name) => name !== 'bits' && name !== 'wrongBits');
}

/** The name of an option as words: `max length`. */
export function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A metric's title, as it heads a column: `accuracy 2nd`. */
export function metricName(metric: string): string {
  return metricNamed(metric)?.title ?? spaced(metric);
}

/** A value of a metric: shares in percent, bits and mistakes as numbers, a dash for NaN. */
export function metricValue(metric: string, value: number): string {
  if (Number.isNaN(value)) return '–';
  return isShare(metric) ? `${(100 * value).toFixed(1)}%` : bits(value);
}
