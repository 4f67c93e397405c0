import {modelTitles} from '@ntmjs/presets';
import {findMetric, type Solved, type Task} from '@ntmjs/tasks';
import {taskReport} from '../../paper/taskReports.js';
import {grouped} from '../../statistics/statistics.js';
import type {Experiment} from '../experiments.js';

/** The goal of a training: `wrong bits below 10`, `coarse accuracy above 90%`. */
export function goalText(task: Task, solved: Solved): string {
  const {title, unit} = findMetric(task.metrics, solved.metric);
  const [side, threshold] = 'above' in solved ? ['above', solved.above] : ['below', solved.below];
  const value = unit === 'share' ? `${Number((100 * threshold).toFixed(2))}%` : threshold;
  return `${title} ${side} ${value}`;
}

/** A goal with the experiment, or the models of it, that have this goal. */
interface Goal {
  readonly text: string;
  readonly note: string | undefined;
  readonly whose: string;
}

/** The goals of an experiment, with the names of the models if they have different goals. */
function goalsOf({title, runs}: Experiment): Goal[] {
  const {task} = runs[0];
  const {metricNotes = {}} = taskReport(task.name);
  const goals = [...grouped(runs, ({file}) => JSON.stringify(file.config.training.solved)).values()];
  return goals.flatMap((same) => {
    const {solved} = same[0].file.config.training;
    if (solved === undefined) return [];
    const models = [...new Set(same.map(({model}) => modelTitles[model]))].join(' and ');
    const whose = goals.length === 1 ? title : `${title} with ${models}`;
    return [{text: goalText(task, solved), note: metricNotes[solved.metric], whose}];
  });
}

/** The goals of a report, a line for each. */
export function goalLines(experiments: readonly Experiment[]): string[] {
  const alike = grouped(experiments.flatMap(goalsOf), ({text}) => text);
  return [...alike].map(([goal, those]) => {
    const [{note}] = those;
    return `- ${goal}${note === undefined ? '' : `, ${note}`}: ${those.map(({whose}) => whose).join('; ')}`;
  });
}
