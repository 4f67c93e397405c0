import {isDeepStrictEqual} from 'node:util';
import type {OutputPanel} from '@ntmjs/inspect';
import {isPaperModel, modelTitles} from '@ntmjs/presets';
import {optimalPredictions, RandomStream, type Task} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {startBackend} from '../../backend.js';
import {greatestDifficulty, type Trial} from '../../difficulties.js';
import {evaluationTaskOf} from '../../heldOut.js';
import {isShare, metricName} from '../../metrics.js';
import type {Experiment} from '../experiments.js';
import type {CurvePoint, JobResult} from '../result.js';
import {grouped, median} from '../statistics.js';
import {type FigurePlan, figurePlans} from './figurePlans.js';
import {metricOf} from './generalisation.js';

/** A figure of a report. */
export interface ReportFigure {
  /** The name of its file. */
  readonly name: string;
  readonly caption: string;
  readonly svg: string;
}

/** The most points of a learning curve that are drawn. */
const CURVE_POINTS = 200;

/** The figures of an experiment, in the order of the paper's. */
export async function taskFigures(experiment: Experiment): Promise<ReportFigure[]> {
  const {runs} = experiment;
  const [{task}] = runs;
  const plan = figurePlans[task.name] ?? {};
  const figures = [await curvesFigure(experiment, plan), ...(await growthFigures(experiment, plan))];
  const best = [...grouped(runs, ({model}) => model).values()].map((same) =>
    same.reduce((one, other) => (other.evaluation.trained.bits < one.evaluation.trained.bits ? other : one)),
  );
  for (const result of best) {
    await startBackend(result.run.config.backend);
    const model = await result.run.loadModel();
    try {
      figures.push(...(await answerFigures(experiment, plan, result, model)));
      if (result.rows !== undefined) figures.push(...(await headFigures(experiment, plan, result, model)));
      if (task.name === 'n-grams') figures.push(await predictionsFigure(experiment, result, model));
    } finally {
      model.dispose();
    }
  }
  return figures;
}

async function curvesFigure(
  {name, title, runs: results}: Experiment,
  plan: FigurePlan,
): Promise<ReportFigure> {
  const {learningCurves, toSvg} = await import('@ntmjs/inspect');
  const series = [...grouped(results, ({model}) => model)].map(([model, runs]) => ({
    name: modelTitles[model],
    runs: runs.map(({seed, curve}) => ({seed, points: thinned(curve)})),
  }));
  const {solved} = results[0].run.config.training;
  const optimum = optimumOf(results);
  const spec = learningCurves({
    series,
    title: `${title}: learning curves`,
    ...(solved?.metric === 'bits' && 'below' in solved && {threshold: solved.below}),
    ...(optimum !== undefined && {optimum, logValue: false, maxValue: 180}),
  });
  return {
    name: `${name}-learning`,
    caption: `${plan.curves === undefined ? 'The' : `As the paper’s Figure ${plan.curves}: the`} cost of the last 1000 training sequences; lines are medians over the seeds, and bands reach from the best seed to the worst.`,
    svg: await toSvg(spec),
  };
}

/** What the best possible estimator costs, where a task knows it. */
function optimumOf(results: readonly JobResult[]): number | undefined {
  const costs = results.flatMap(({evaluation}) => evaluation.trained.metrics?.optimalBits ?? []);
  return costs.length === 0 ? undefined : Math.round(10 * median(costs)) / 10;
}

/** A learning curve with fewer points, the first and the last among them. */
function thinned(curve: readonly CurvePoint[]) {
  const stride = Math.max(1, Math.floor(curve.length / CURVE_POINTS));
  return curve
    .filter((_, index) => index % stride === 0 || index === curve.length - 1)
    .map(({sequences, bits}) => ({sequences, value: bits}));
}

async function growthFigures(
  {name: experiment, title, runs: results}: Experiment,
  {growth}: FigurePlan,
): Promise<ReportFigure[]> {
  if (growth === undefined) return [];
  const {generalisationCurves, toSvg} = await import('@ntmjs/inspect');
  const {part, fixed = {}, figure, metric = 'wrongBits'} = growth;
  const fits = ({[part]: value, ...others}: Trial['difficulty']) =>
    value !== undefined && isDeepStrictEqual(others, {...fixed});
  const series = [...grouped(results, ({model}) => model)].map(([model, runs]) => {
    const trials = runs.flatMap(({evaluation, rows}) =>
      evaluation.beyond.filter((trial) => fits(trial.difficulty) && trial.rows === rows),
    );
    const points = [...grouped(trials, ({difficulty}) => difficulty[part]!)].map(([x, same]) => {
      const values = same.map((trial) => metricOf(trial, metric));
      return {x, value: median(values), low: Math.min(...values), high: Math.max(...values)};
    });
    return {name: modelTitles[model], points: points.sort((one, other) => one.x - other.x)};
  });
  const spec = generalisationCurves({
    series,
    xLabel: part,
    valueLabel: `${metricName(metric)} ${isShare(metric) ? '(share)' : 'per sequence'}`,
    ...(isShare(metric) && {logValue: false}),
    trained: {max: results[0].task.trainingRange[part]!.max},
    title: `${title}: beyond training`,
  });
  const others = Object.entries(fixed).map(([name, value]) => ` of ${name} ${value}`);
  return [
    {
      name: `${experiment}-beyond`,
      caption: `${captionStart(figure, metric)}${others.join('')} by ${part}, on the memory that the models were trained with.`,
      svg: await toSvg(spec),
    },
  ];
}

/** What a figure of growth shows: `Wrong bits a sequence`. */
function captionStart(figure: number | undefined, metric: string): string {
  const what = `${metricName(metric)}${isShare(metric) ? '' : ' a sequence'}`;
  return figure === undefined
    ? `${what[0]!.toUpperCase()}${what.slice(1)}`
    : `As the paper’s Figure ${figure}: ${what}`;
}

async function answerFigures(
  {name: experiment, title: experimentTitle}: Experiment,
  {answers = []}: FigurePlan,
  {task, model: name}: JobResult,
  model: LayersModel,
): Promise<ReportFigure[]> {
  const {outputPanels, toSvg} = await import('@ntmjs/inspect');
  const figures: ReportFigure[] = [];
  for (const {figure, models, difficulties} of answers) {
    if (!models.includes(name)) continue;
    const panels: OutputPanel[] = difficulties.map((difficulty) => {
      const episode = task.sample(new RandomStream(1, 'figure'), 1, difficulty);
      const {steps, outputSize: channels, targets, mask} = episode;
      const title = Object.entries(difficulty)
        .map(([part, value]) => `${part} ${value}`)
        .join(', ');
      return {title, outputs: outputsOf(model, episode), targets, mask, steps, channels};
    });
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

/** A model's outputs for one episode, `[steps, outputSize]`. */
function outputsOf(model: LayersModel, episode: ReturnType<Task['sample']>): Float32Array {
  const {steps, inputSize, inputs} = episode;
  return tf.tidy(() => {
    const outputs = model.apply(tf.tensor3d(inputs, [1, steps, inputSize])) as tf.Tensor;
    return outputs.dataSync() as Float32Array;
  });
}

async function headFigures(
  {name: experiment, title: experimentTitle}: Experiment,
  {heads}: FigurePlan,
  {task: trained, model: name, rows}: JobResult,
  model: LayersModel,
): Promise<ReportFigure[]> {
  const task = evaluationTaskOf(trained);
  const {episodeFigure, inspect, sortFigure, toSvg, writeLocations} = await import('@ntmjs/inspect');
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
  const writers = trace.heads.filter(({kind, values}) => kind === 'write' && values.weighting !== undefined);
  if (task.name !== 'priority-sort' || writers.length === 0) return figures;
  const items = difficulty.items!;
  const channel = task.inputChannels.indexOf('priority');
  const priorities = Array.from(
    {length: items},
    (_, item) => episode.inputs[item * episode.inputSize + channel]!,
  );
  const locations = writers
    .map((head) => writeLocations({heads: [head]}).slice(0, items))
    .reduce((one, other) =>
      spreadAlongLine(priorities, other) > spreadAlongLine(priorities, one) ? other : one,
    );
  const title = `${experimentTitle}: ${modelTitles[name]}`;
  figures.push({
    name: `${experiment}-locations-${name}`,
    caption: `As the paper’s Figure 17, left: where the ${modelTitles[name]} writes vectors of each priority, by the write head that follows it most closely.`,
    svg: await toSvg(sortFigure({priorities, locations, rows: rows!, title})),
  });
  return figures;
}

/** How much of the spread of ys a line through (x, y) explains: their squared correlation times the deviation of ys. */
function spreadAlongLine(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(xs), mean(ys)];
  const [dx, dy] = [xs.map((x) => x - meanX), ys.map((y) => y - meanY)];
  const product = (a: readonly number[], b: readonly number[]) =>
    mean(a.map((value, index) => value * b[index]!));
  const variance = product(dy, dy);
  return variance === 0 ? 0 : product(dx, dy) ** 2 / product(dx, dx) / Math.sqrt(variance);
}

/** A stretch of an episode of n-grams, from late in it, when a model has seen much. */
const STRETCH = {first: 150, steps: 50};

async function predictionsFigure(
  {name: experiment, title}: Experiment,
  {task, model: name}: JobResult,
  model: LayersModel,
): Promise<ReportFigure> {
  const {predictionFigure, toSvg} = await import('@ntmjs/inspect');
  const episode = task.sample(new RandomStream(1, 'figure'), 1);
  const {first, steps} = STRETCH;
  const optimal = optimalPredictions(episode, task.config.order as number);
  const predictions = outputsOf(model, episode).map((logit) => 1 / (1 + Math.exp(-logit)));
  const cut = (values: ArrayLike<number>) => Array.from({length: steps}, (_, step) => values[first + step]!);
  return {
    name: `${experiment}-predictions-${name}`,
    caption: `As the paper’s Figure 14: what the ${modelTitles[name]} predicts, beside the best possible estimator.`,
    svg: await toSvg(
      predictionFigure({
        bits: cut(episode.targets),
        predictions: cut(predictions),
        optimal: cut(optimal),
        firstStep: first,
        title: `${title}: ${modelTitles[name]}`,
      }),
    ),
  };
}
