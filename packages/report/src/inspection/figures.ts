import {isDeepStrictEqual} from 'node:util';
import {
  type EpisodeTrace,
  episodeFigure,
  type FigureSpec,
  memoryAnimation,
  outputPanels,
} from '@ntmjs/inspect';
import {evaluationDifficulties, findMetric} from '@ntmjs/tasks';
import {type Difficulty, greatestDifficulty} from '../evaluation/difficulties.js';
import type {EvaluationResult} from '../evaluation/evaluate.js';
import {metricText, metricValue} from '../evaluation/metrics.js';
import {answerPanels} from '../figures/answers.js';
import {contextSentence, contextsFigure, contextUses, followed} from '../figures/contexts.js';
import {type Growth, growthFigure} from '../figures/growth.js';
import {learningFigure} from '../figures/learning.js';
import {predictionsFigure} from '../figures/predictions.js';
import {sortingFigure} from '../figures/sorting.js';
import {bits, count} from '../pages/text.js';
import {taskReport} from '../paper/taskReports.js';
import {generalizationMetrics} from '../reproduction/report/generalization.js';
import {grouped} from '../statistics/statistics.js';
import type {Subject} from './subject.js';

/** A figure of the page. */
export interface InspectFigure {
  /** The name of its files, without their endings. */
  readonly name: string;
  readonly caption: string;
  /** A description, for readers who do not see the figure. */
  readonly alt: string;
  readonly spec: FigureSpec;
}

/** The largest number of answers side by side. */
const MAX_ANSWERS = 4;

/** The cost over training; no figure before the first line of metrics. */
export async function learnedFigure({runs}: Subject, title: string, model: string): Promise<InspectFigure[]> {
  const begun = runs.filter(({curve}) => curve.length > 0);
  if (begun.length === 0) return [];
  const spec = await learningFigure({
    title: `${title}: learning`,
    series: [{name: model, runs: begun.map(({config, curve}) => ({seed: config.seed, curve}))}],
    solved: runs[0].config.training.solved,
    trained: runs.flatMap(({results}) =>
      results.filter(({difficulty}) => Object.keys(difficulty).length === 0),
    ),
  });
  const ends = begun.map(({config, curve}) => {
    const [first, last] = [curve[0]!, curve.at(-1)!];
    return (
      `with seed ${config.seed} from ${bits(first.bits)} bits after ${count(first.sequences)} sequences ` +
      `to ${bits(last.bits)} after ${count(last.sequences)}`
    );
  });
  return [
    {
      name: 'learning',
      caption: `The cost of the last 1000 training sequences${runs.length > 1 ? ': the median over the seeds, and a band from the best to the worst' : ''}.`,
      alt: `The cost of a training sequence goes ${ends.join('; ')}.`,
      spec,
    },
  ];
}

/** A metric beyond training, from the evaluation of the runs; no figure if it has too few difficulties. */
export async function beyondFigure({runs, task}: Subject, title: string): Promise<InspectFigure[]> {
  const results = runs.flatMap(({results}) => results);
  const growth = growthIn(
    results,
    taskReport(task.name).growth ?? {
      part: Object.keys(task.trainingRange)[0]!,
      metric: generalizationMetrics(task).at(-1)!.name,
    },
  );
  if (growth === undefined) return [];
  const {part} = growth;
  const metric = findMetric(task.metrics, growth.metric ?? 'wrongBits');
  const inFigure = results.filter(({difficulty}) => isOn(growth, difficulty));
  const spec = await growthFigure({
    title: `${title}: beyond training`,
    task,
    growth,
    series: [...grouped(inFigure, ({rows}) => rows)].map(([rows, same]) => ({
      name:
        rows === undefined
          ? 'no memory'
          : `memory of ${rows} rows${same[0].trainedSize ? ', trained as well' : ''}`,
      results: same,
    })),
  });
  const values = inFigure.map(
    (result) =>
      `${metricText(metric, metricValue(metric, result))} at ${part} ${result.difficulty[part]}` +
      `${result.rows === undefined ? '' : ` on ${result.rows} rows`}`,
  );
  const what = `${metric.title}${metric.unit === 'share' ? '' : ' per sequence'}`;
  return [
    {
      name: 'beyond',
      caption: `${what[0]!.toUpperCase()}${what.slice(1)} by ${part}, on fresh episodes; the range of training is shaded.`,
      alt: `${what}: ${values.join(', ')}.`,
      spec,
    },
  ];
}

/** The curve with the most points, among those with the planned part and metric; undefined if it has fewer than two. */
function growthIn(results: readonly EvaluationResult[], planned: Growth): Growth | undefined {
  const {part, fixed = {}} = planned;
  const lines = grouped(
    results.filter(({difficulty}) => difficulty[part] !== undefined),
    ({difficulty: {[part]: _, ...others}}) => JSON.stringify(others),
  );
  const candidates = [...lines.values()].map((same) => {
    const {[part]: _, ...others} = same[0].difficulty;
    return {others, points: new Set(same.map(({difficulty}) => difficulty[part])).size};
  });
  const rank = ({others, points}: (typeof candidates)[number]) =>
    points + (isDeepStrictEqual(others, {...fixed}) ? 0.5 : 0);
  const best = candidates.sort((one, other) => rank(other) - rank(one))[0];
  return best === undefined || best.points < 2 ? undefined : {...planned, fixed: best.others};
}

function isOn({part, fixed = {}}: Growth, {[part]: value, ...others}: Difficulty): boolean {
  return value !== undefined && isDeepStrictEqual(others, {...fixed});
}

/** The model's answers at several difficulties, or its predictions for a task whose targets cannot be known. */
export async function answersFigure({task, model, seed}: Subject, title: string): Promise<InspectFigure[]> {
  if (taskReport(task.name).predictions !== undefined) {
    return [
      {
        name: 'predictions',
        caption:
          'The predictions of the model beside those of the best possible estimator, late in an episode.',
        alt: 'The probability that the next bit is a 1, by time step: that of the model, and that of the optimal estimator.',
        spec: await predictionsFigure({title: `${title}: predictions`, model, task, seed}),
      },
    ];
  }
  const panels = answerPanels(model, task, answerDifficulties(task), seed);
  const wrong = panels.map(({title, outputs, targets, mask, channels}) => {
    const answered = (index: number) => mask![Math.floor(index / channels)] !== 0;
    const count = targets.filter(
      (bit, index) => answered(index) && (bit === 1) !== outputs[index]! > 0,
    ).length;
    return `${count} wrong bits at ${title}`;
  });
  return [
    {
      name: 'answers',
      caption:
        'Targets, outputs and wrong bits of one episode at each difficulty: the greatest of training, and beyond it.',
      alt: `Targets, outputs and wrong bits by time step: ${wrong.join(', ')}.`,
      spec: outputPanels({panels, channelNames: task.outputChannels, title: `${title}: answers`}),
    },
  ];
}

/** The greatest difficulty of training and a few beyond it. */
function answerDifficulties(task: Subject['task']): readonly Difficulty[] {
  const isBeyond = (difficulty: Difficulty) =>
    Object.entries(difficulty).some(([part, value]) => value > task.trainingRange[part]!.max);
  const beyond = evaluationDifficulties(task).filter(isBeyond);
  const stride = Math.ceil(beyond.length / (MAX_ANSWERS - 1));
  return [greatestDifficulty(task), ...beyond.filter((_, index) => index % stride === 0)];
}

/**
 * Figures of the memory and the heads in an episode, and of where vectors are written and which rows are found in which context, if the task's
 * report has such figures.
 */
export async function memoryFigures(
  {task, model, episode, rows, seed, difficulty}: Subject,
  trace: EpisodeTrace,
  title: string,
): Promise<{
  readonly episode: InspectFigure;
  /** Undefined for an access whose state is not a memory of rows. */
  readonly memory: InspectFigure | undefined;
  readonly more: InspectFigure[];
}> {
  const heads = trace.heads.map(({label}) => label).join(', ');
  const {locations, contexts} = taskReport(task.name);
  const uses = contexts ? await contextUses(model, task, seed) : [];
  const sorting =
    locations !== undefined
      ? await sortingFigure({
          title: `${title}: where items are written`,
          ...{task, episode, trace},
          channel: locations.channel,
          vectors: difficulty[locations.vectors]!,
          rows: rows!,
        })
      : undefined;
  return {
    episode: {
      name: 'episode',
      caption:
        'Inputs, targets and outputs of the episode, and where each head attends; the answer begins at the dashed line.',
      alt: `Inputs, targets, outputs and the attention of ${heads} by time step. The text below describes the heads.`,
      spec: episodeFigure({trace, episode, task, title: `${title}: one episode`}),
    },
    memory:
      trace.state.memory === undefined
        ? undefined
        : {
            name: 'memory',
            caption: 'The memory after each step of the episode, and where each head attends.',
            alt: `The contents of the memory and the attention of ${heads}, step by step.`,
            spec: memoryAnimation({trace, episode, task, title: `${title}: the memory over time`}),
          },
    more: [
      ...(sorting === undefined
        ? []
        : [
            {
              name: 'sorting',
              caption: 'The row to which each item is written, by its priority, and a line fit to them.',
              alt: 'The memory row of each item by its priority, with a fitted line.',
              spec: sorting,
            },
          ]),
      ...(uses.length === 0
        ? []
        : [
            {
              name: 'contexts',
              caption: `The rows that each head attends to in each context, over several episodes. ${followed(uses).map(contextSentence).join(' ')}`,
              alt: 'The mean attention to memory rows by context: rows that are labels of contexts are a diagonal.',
              spec: await contextsFigure({title: `${title}: rows by context`, uses}),
            },
          ]),
    ],
  };
}
