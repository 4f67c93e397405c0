import {isPaperModel, modelTitles} from '@ntmjs/presets';
import {evaluationTaskOf, findMetric, type Metric, RandomStream} from '@ntmjs/tasks';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {greatestDifficulty} from '../../evaluation/difficulties.js';
import {answerPanels} from '../../figures/answers.js';
import {growthFigure} from '../../figures/growth.js';
import {learningFigure} from '../../figures/learning.js';
import {predictionsFigure} from '../../figures/predictions.js';
import {sortingFigure} from '../../figures/sorting.js';
import {type TaskReport, taskReport} from '../../paper/taskReports.js';
import {startBackend} from '../../runs/backend.js';
import {grouped} from '../../statistics/statistics.js';
import type {Experiment} from '../experiments.js';
import {medianRun} from '../medianRun.js';
import type {JobResult} from '../result.js';

/** A figure of a report. */
export interface ReportFigure {
  /** The name of its file. */
  readonly name: string;
  readonly caption: string;
  readonly svg: string;
}

/** The figures of an experiment, in the order of the paper's. */
export async function taskFigures(experiment: Experiment): Promise<ReportFigure[]> {
  const {runs} = experiment;
  const [{task}] = runs;
  const plan = taskReport(task.name);
  const figures = [...(await curvesFigures(experiment, plan)), ...(await growthFigures(experiment, plan))];
  for (const same of grouped(runs, ({model}) => model).values()) {
    const result = medianRun(same);
    await startBackend(result.run.config.backend);
    const model = await result.run.loadModel();
    try {
      figures.push(...(await answerFigures(experiment, plan, result, model)));
      if (result.rows !== undefined) figures.push(...(await headFigures(experiment, plan, result, model)));
      if (plan.predictions) figures.push(await predictedFigure(experiment, plan.predictions, result, model));
    } finally {
      model.dispose();
    }
  }
  return figures;
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
    solved: results[0].run.config.training.solved,
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
  {growth}: TaskReport,
): Promise<ReportFigure[]> {
  if (growth === undefined) return [];
  const {toSvg} = await import('@ntmjs/inspect');
  const {part, fixed = {}, figure, metric: name = 'wrongBits'} = growth;
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

async function answerFigures(
  {name: experiment, title: experimentTitle}: Experiment,
  {answers = []}: TaskReport,
  {task, model: name}: JobResult,
  model: LayersModel,
): Promise<ReportFigure[]> {
  const {outputPanels, toSvg} = await import('@ntmjs/inspect');
  const figures: ReportFigure[] = [];
  for (const {figure, models, difficulties} of answers) {
    if (!models.includes(name)) continue;
    const panels = answerPanels(model, task, difficulties, 1);
    figures.push({
      name: `${experiment}-answers-${name}`,
      caption: `As the paper’s Figure ${figure}: targets and outputs of the ${modelTitles[name]}.`,
      svg: await toSvg(
        outputPanels({
          panels,
          channelNames: task.outputChannels,
          title: `${experimentTitle}: ${modelTitles[name]}`,
        }),
      ),
    });
  }
  return figures;
}

async function headFigures(
  {name: experiment, title: experimentTitle}: Experiment,
  {heads, locations}: TaskReport,
  {task: trained, model: name, rows}: JobResult,
  model: LayersModel,
): Promise<ReportFigure[]> {
  const task = evaluationTaskOf(trained);
  const {episodeFigure, inspect, toSvg} = await import('@ntmjs/inspect');
  const difficulty = heads?.difficulty ?? greatestDifficulty(task);
  const episode = task.sample(new RandomStream(1, 'figure'), 1, difficulty);
  const trace = await inspect(model, episode);
  const paper = heads !== undefined && isPaperModel(name) ? `As the paper’s Figure${heads.figure}: an` : 'An';
  const what = isPaperModel(name) ? 'what the heads of' : 'what the memory and the heads of';
  const figures = [
    {
      name: `${experiment}-heads-${name}`,
      caption: `${paper} episode, and ${what} the ${modelTitles[name]} ${isPaperModel(name) ? 'attend to' : 'do'}.`,
      svg: await toSvg(episodeFigure({trace, episode, task})),
    },
  ];
  if (locations === undefined) return figures;
  const spec = await sortingFigure({
    title: `${experimentTitle}: ${modelTitles[name]}`,
    ...{task, episode, trace},
    channel: locations.channel,
    vectors: difficulty[locations.vectors]!,
    rows: rows!,
  });
  if (spec === undefined) return figures;
  figures.push({
    name: `${experiment}-locations-${name}`,
    caption: `As the paper’s Figure ${locations.figure}: where the ${modelTitles[name]} writes vectors of each priority, by the write head that follows it most closely.`,
    svg: await toSvg(spec),
  });
  return figures;
}

async function predictedFigure(
  {name: experiment, title}: Experiment,
  {figure}: NonNullable<TaskReport['predictions']>,
  {task, model: name}: JobResult,
  model: LayersModel,
): Promise<ReportFigure> {
  const {toSvg} = await import('@ntmjs/inspect');
  return {
    name: `${experiment}-predictions-${name}`,
    caption: `As the paper’s Figure ${figure}: what the ${modelTitles[name]} predicts, beside the best possible estimator.`,
    svg: await toSvg(
      await predictionsFigure({title: `${title}: ${modelTitles[name]}`, model, task, seed: 1}),
    ),
  };
}
