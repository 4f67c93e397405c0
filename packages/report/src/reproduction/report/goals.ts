import {modelTitles} from '@ntmjs/presets';
import type {Solved} from '@ntmjs/training';
import {isShare, metricName} from '../../evaluation/metrics.js';
import {grouped} from '../../statistics/statistics.js';
import type {Experiment} from '../experiments.js';

/** When a task is solved: `wrong bits below 10`, `coarse accuracy above 90%`. */
export function goalText(solved: Solved): string {
  const {metric} = solved;
  const [side, threshold] = 'above' in solved ? ['above', solved.above] : ['below', solved.below];
  const value = isShare(metric) ? `${Number((100 * threshold).toFixed(2))}%` : threshold;
  return `${metricName(metric)} ${side} ${value}`;
}

/** A goal that a part of the runs of an experiment have, and whose it is. */
interface Goal {
  readonly solved: Solved;
  readonly whose: string;
}

/** The goals of an experiment; the models are named where not all have the same. */
function goalsOf({title, runs}: Experiment): Goal[] {
  const goals = [...grouped(runs, ({run}) => JSON.stringify(run.config.training.solved)).values()];
  return goals.flatMap((same) => {
    const {solved} = same[0].run.config.training;
    if (solved === undefined) return [];
    const models = [...new Set(same.map(({model}) => modelTitles[model]))].join(' and ');
    return [{solved, whose: goals.length === 1 ? title : `${title} with ${models}`}];
  });
}

/** When the tasks of a report are solved, a line each for those that are solved alike. */
export function goalLines(experiments: readonly Experiment[]): string[] {
  const alike = grouped(experiments.flatMap(goalsOf), ({solved}) => goalText(solved));
  return [...alike].map(([goal, those]) => {
    const [{solved}] = those;
    const note =
      solved.metric === 'excessBits' ? ', which are those above the best possible estimator’s' : '';
    return `- ${goal}${note}: ${those.map(({whose}) => whose).join('; ')}`;
  });
}
