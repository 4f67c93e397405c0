import type {Solved} from '@ntmjs/training';
import {isShare, metricName} from '../../metrics.js';
import type {Experiment} from '../experiments.js';

/** When a task is solved: `wrong bits below 10`, `coarse above 90%`. */
export function goalText(solved: Solved): string {
  const {metric} = solved;
  const [side, threshold] = 'above' in solved ? ['above', solved.above] : ['below', solved.below];
  const value = isShare(metric) ? `${Number((100 * threshold).toFixed(2))}%` : threshold;
  const what = metric === 'excessBits' ? ' (bits more than the best possible estimator’s)' : '';
  return `${metricName(metric)} ${side} ${value}${what}`;
}

/** When the tasks of a report are solved, a line each for those that are solved alike. */
export function goalLines(experiments: readonly Experiment[]): string[] {
  const titles = new Map<string, Set<string>>();
  for (const {title, runs} of experiments) {
    for (const {run} of runs) {
      const {solved} = run.config.training;
      if (solved === undefined) continue;
      const goal = goalText(solved);
      titles.set(goal, (titles.get(goal) ?? new Set()).add(title));
    }
  }
  return [...titles].map(([goal, those]) => `- ${goal}: ${[...those].join(', ')}`);
}
