import {isPaperModel, modelTitles} from '@ntmjs/presets';
import {evaluationTaskOf, RandomStream} from '@ntmjs/tasks';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {greatestDifficulty} from '../../evaluation/difficulties.js';
import {answerPanels} from '../../figures/answers.js';
import {predictionsFigure} from '../../figures/predictions.js';
import {sortingFigure} from '../../figures/sorting.js';
import {type TaskReport, taskReport} from '../../paper/taskReports.js';
import type {Experiment} from '../experiments.js';
import {medianRun} from '../medianRun.js';
import type {JobResult} from '../result.js';
import {drawContexts} from './contexts.js';
import type {ModelDrawings, ReportFigure} from './drawings.js';
import {type RunResult, withModel} from './trainedModel.js';

/** Draws what the runs of a model on a task did. */
export async function drawModel(
  experiment: Experiment,
  runs: readonly [RunResult, ...RunResult[]],
): Promise<ModelDrawings> {
  const plan = taskReport(experiment.runs[0].task.name);
  const result = medianRun(runs);
  const figures = await withModel(result, async (model) => [
    ...(await answerFigures(experiment, plan, result, model)),
    ...(result.rows === undefined ? [] : await headFigures(experiment, plan, result, model)),
    ...(plan.predictions ? [await predictedFigure(experiment, plan.predictions, result, model)] : []),
  ]);
  const contexts = await drawContexts(experiment, runs);
  return {figures: [...figures, ...contexts.figures], contexts: contexts.contexts};
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
