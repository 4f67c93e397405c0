import type {Task} from '@ntmjs/tasks';
import {bits} from '../pages/text.js';

/** Whether a metric is a share of what is right, of which more is better; all others count bits or mistakes. */
export function isShare(metric: string): boolean {
  return /^(accuracy\d+|coarse|fine|right[A-Z]\w*)$/.test(metric);
}

/** The metrics that a task has besides those that every task has. */
export function ownMetrics(task: Task): string[] {
  return Object.keys(task.metrics).filter((metric) => metric !== 'bits' && metric !== 'wrongBits');
}

/** The name of a metric or of an option as words: `wrong end markers`. */
export function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A metric as it heads a column: `accuracy 2nd`. */
export function metricName(metric: string): string {
  if (metric === 'coarse' || metric === 'fine') return `${metric} accuracy`;
  const [, presentation] = /^accuracy(\d+)$/.exec(metric) ?? [];
  return presentation === undefined ? spaced(metric) : `accuracy ${ordinal(Number(presentation))}`;
}

/** A value of a metric: shares in percent, bits and mistakes as numbers, a dash where there is none. */
export function metricValue(metric: string, value: number): string {
  if (Number.isNaN(value)) return '–';
  return isShare(metric) ? `${(100 * value).toFixed(1)}%` : bits(value);
}

/** `1st`, `2nd`, `3rd`, `4th`, `11th`. */
export function ordinal(number: number): string {
  const ending = Math.floor(number / 10) % 10 === 1 ? undefined : ['st', 'nd', 'rd'][(number % 10) - 1];
  return `${number}${ending ?? 'th'}`;
}
