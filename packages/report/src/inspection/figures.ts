import {isDeepStrictEqual} from 'node:util';
import {
  type EpisodeTrace,
  episodeFigure,
  type FigureSpec,
  memoryAnimation,
  outputPanels,
} from '@ntmjs/inspect';
import {defaultDifficulties, greatestDifficulty, type Trial} from '../evaluation/difficulties.js';
import type {TrialResult} from '../evaluation/evaluation.js';
import {isShare, metricName, metricValue} from '../evaluation/metrics.js';
import {answerPanels} from '../figures/answers.js';
import {type Growth, growthFigure} from '../figures/growth.js';
import {learningFigure} from '../figures/learning.js';
import {predictionsFigure} from '../figures/predictions.js';
import {sortingFigure} from '../figures/sorting.js';
import {bits, count} from '../pages/text.js';
import {figurePlans} from '../reproduction/report/figurePlans.js';
import {metricOf, metricsOf} from '../reproduction/report/generalisation.js';
import {grouped} from '../statistics/statistics.js';
import type {Subject} from './subject.js';

/** A figure of the page. */
export interface InspectFigure {
  /** The name of its files, without their endings. */
  readonly name: string;
  readonly caption: string;
  /** What it shows, for those who do not see it. */
  readonly alt: string;
  readonly spec: FigureSpec;
}

/** The most answers that stand side by side. */
const MOST_ANSWERS = 4;

/** The cost over training; nothing if there was no training yet. */
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

/** How the cost grows beyond what was trained, from what was evaluated; nothing if that does not say. */
export async function beyondFigure({runs, task}: Subject, title: string): Promise<InspectFigure[]> {
  const results = runs.flatMap(({results}) => results);
  const growth = growthIn(
    results,
    figurePlans[task.name]?.growth ?? {
      part: Object.keys(task.trainingRange)[0]!,
      metric: metricsOf(task).at(-1)!,
    },
  );
  if (growth === undefined) return [];
  const {part, metric = 'wrongBits'} = growth;
  const inFigure = results.filter(({difficulty}) => isOn(growth, difficulty));
  const spec = await growthFigure({
    title: `${title}: beyond training`,
    task,
    growth,
    series: [...grouped(inFigure, ({rows}) => rows)].map(([rows, same]) => ({
      name: rows === undefined ? 'no memory' : `memory of ${rows} rows`,
      results: same,
    })),
  });
  const values = inFigure.map(
    (result) =>
      `${metricValue(metric, metricOf(result, metric))} at ${part} ${result.difficulty[part]}` +
      `${result.rows === undefined ? '' : ` on ${result.rows} rows`}`,
  );
  const what = `${metricName(metric)}${isShare(metric) ? '' : ' a sequence'}`;
  return [
    {
      name: 'beyond',
      caption: `${what[0]!.toUpperCase()}${what.slice(1)} by ${part}, on fresh episodes; what was trained is shaded.`,
      alt: `${what}: ${values.join(', ')}.`,
      spec,
    },
  ];
}

/** A growth of which results have two points at least: that which is planned, or else along its part with the other parts that most have. */
function growthIn(results: readonly TrialResult[], planned: Growth): Growth | undefined {
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

function isOn({part, fixed = {}}: Growth, {[part]: value, ...others}: Trial['difficulty']): boolean {
  return value !== undefined && isDeepStrictEqual(others, {...fixed});
}

/** What the model answers, as trained and beyond; of n-grams, of which nobody knows the answers, what it predicts. */
export async function answersFigure({task, model, seed}: Subject, title: string): Promise<InspectFigure[]> {
  if (task.name === 'n-grams') {
    return [
      {
        name: 'predictions',
        caption: 'What the model predicts, beside the best possible estimator, late in an episode.',
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
        'Targets, outputs and wrong bits of one episode of each difficulty: as hard as in training, and beyond.',
      alt: `Targets, outputs and wrong bits by time step: ${wrong.join(', ')}.`,
      spec: outputPanels({panels, channelNames: task.outputChannels, title: `${title}: answers`}),
    },
  ];
}

/** The greatest difficulty of training, and a few beyond it. */
function answerDifficulties(task: Subject['task']): readonly Trial['difficulty'][] {
  const isBeyond = (difficulty: Trial['difficulty']) =>
    Object.entries(difficulty).some(([part, value]) => value > task.trainingRange[part]!.max);
  const beyond = defaultDifficulties(task).filter(isBeyond);
  const stride = Math.ceil(beyond.length / (MOST_ANSWERS - 1));
  return [greatestDifficulty(task), ...beyond.filter((_, index) => index % stride === 0)];
}

/** What the memory did in the episode; of priority sort also where items are written. */
export async function memoryFigures(
  {task, episode, rows, difficulty}: Subject,
  trace: EpisodeTrace,
  title: string,
): Promise<{
  readonly episode: InspectFigure;
  readonly memory: InspectFigure;
  readonly more: InspectFigure[];
}> {
  const heads = trace.heads.map(({label}) => label).join(', ');
  const sorting =
    task.name === 'priority-sort'
      ? await sortingFigure({
          title: `${title}: where items are written`,
          ...{task, episode, trace},
          items: difficulty.items!,
          rows: rows!,
        })
      : undefined;
  return {
    episode: {
      name: 'episode',
      caption:
        'Inputs, targets and outputs of the episode, and where each head attends; answers begin at the dashed line.',
      alt: `Inputs, targets, outputs and the attention of ${heads} by time step. What the heads do is told in words below.`,
      spec: episodeFigure({trace, episode, task, title: `${title}: one episode`}),
    },
    memory: {
      name: 'memory',
      caption: 'What the memory holds after each step of the episode, and where each head attends at it.',
      alt: `The contents of the memory and the attention of ${heads}, step by step.`,
      spec: memoryAnimation({trace, episode, task, title: `${title}: the memory over time`}),
    },
    more:
      sorting === undefined
        ? []
        : [
            {
              name: 'sorting',
              caption: 'The row to which each item is written, by its priority, and a line fit to them.',
              alt: 'The memory row of each item by its priority, with a fitted line.',
              spec: sorting,
            },
          ],
  };
}
