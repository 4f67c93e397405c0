import {modelTitles} from '@ntmjs/presets';
import {findMetric, type Metric} from '@ntmjs/tasks';
import {growthFigure} from '../../figures/growth.js';
import {learningFigure} from '../../figures/learning.js';
import {type TaskReport, taskReport} from '../../paper/taskReports.js';
import {grouped} from '../../statistics/statistics.js';
import type {Experiment} from '../experiments.js';
import type {JobResult} from '../result.js';
import type {ReportFigure} from './drawings.js';

/** The figures of all models of an experiment together: the learning curves, and what they do beyond training. */
export async function experimentFigures(experiment: Experiment): Promise<ReportFigure[]> {
  const plan = taskReport(experiment.runs[0].task.name);
  return [...(await curvesFigures(experiment, plan)), ...(await growthFigures(experiment, plan))];
}

/** The learning curves of the runs whose curricula reached the difficulty of the task. */
async function curvesFigures(
  {name, title, runs: results}: Experiment,
  plan: TaskReport,
): Promise<ReportFigure[]> {
  const shown = results.filter(isOfTask);
  if (shown.length === 0) return [];
  const {toSvg} = await import('@ntmjs/inspect');
  const spec = await learningFigure({
    title: `${title}: learning curves`,
    series: [...grouped(shown, ({model}) => model)].map(([model, runs]) => ({
      name: modelTitles[model],
      runs,
    })),
    solved: results[0].file.config.training.solved,
    trained: results.map(({evaluation}) => evaluation.trained),
  });
  const start = plan.curves === undefined ? 'The' : `As the paper’s Figure ${plan.curves}: the`;
  const others = results.filter((result) => !isOfTask(result));
  return [
    {
      name: `${name}-learning`,
      caption: [
        `${start} cost of the last 1000 training sequences; lines are medians over the seeds, and bands reach from the best seed to the worst.`,
        ...others.map(
          ({model, seed}) => `${modelTitles[model]}, seed ${seed}, did not reach the difficulty of the task.`,
        ),
      ].join(' '),
      svg: await toSvg(spec),
    },
  ];
}

/** Whether a learning curve is of the task's own difficulty. */
function isOfTask({task, curve}: JobResult): boolean {
  const parts = Object.entries(curve.at(-1)?.difficulty ?? {});
  return parts.every(([part, value]) => value >= task.trainingRange[part]!.max);
}

async function growthFigures(
  {name: experiment, title, runs: results}: Experiment,
  {growth, growthFigure: figure}: TaskReport,
): Promise<ReportFigure[]> {
  if (growth === undefined) return [];
  const {toSvg} = await import('@ntmjs/inspect');
  const {part, fixed = {}, metric: name = 'wrongBits'} = growth;
  const metric = findMetric(results[0].task.metrics, name);
  const spec = await growthFigure({
    title: `${title}: beyond training`,
    task: results[0].task,
    growth,
    series: [...grouped(results, ({model}) => model)].map(([model, runs]) => ({
      name: modelTitles[model],
      results: runs.flatMap(({evaluation, rows}) => evaluation.beyond.filter((trial) => trial.rows === rows)),
    })),
  });
  const others = Object.entries(fixed).map(([name, value]) => ` of ${name} ${value}`);
  return [
    {
      name: `${experiment}-beyond`,
      caption: `${captionStart(figure, metric)}${others.join('')} by ${part}, with the memory of training.`,
      svg: await toSvg(spec),
    },
  ];
}

/** The beginning of a caption: `Wrong bits per sequence`. */
function captionStart(figure: number | undefined, {title, unit}: Metric): string {
  const what = `${title}${unit === 'share' ? '' : ' per sequence'}`;
  return figure === undefined
    ? `${what[0]!.toUpperCase()}${what.slice(1)}`
    : `As the paper’s Figure ${figure}: ${what}`;
}
