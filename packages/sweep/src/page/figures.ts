import {
  type LearningCurvesArgs,
  type LearningSeries,
  learningCurves,
  optionFigure,
  parallelCoordinates,
  type SearchedOption,
  type SearchedPoint,
  type SearchFigureArgs,
  toSvg,
} from '@ntmjs/inspect';
import {curveMetric} from '../config/objective.js';
import type {Sweep} from '../config/sweepConfig.js';
import type {Space} from '../search/space.js';
import {curveOfRun, type SweepRun} from '../sweep/standing.js';
import {objectiveLabel, objectiveText} from './objectiveText.js';
import {type PointStanding, shownValue} from './pointStanding.js';
import {pointText} from './standingText.js';

/** A figure of a page. */
export interface SweepFigure {
  readonly svg: string;
  readonly caption: string;
  /** A sentence for readers who do not see it. */
  readonly alt: string;
}

/** The points of a sweep, the best first. */
export interface FigureArgs {
  readonly sweep: Sweep;
  readonly space: Space;
  readonly points: readonly PointStanding[];
}

/** Parallel coordinates of all points that are over, and the objective by each option; none if no such point has an objective. */
export async function pointFigures(args: FigureArgs): Promise<SweepFigure[]> {
  const search = searchArgs(args);
  if (search === undefined) return [];
  const {sweep, points} = args;
  const {objective} = sweep;
  const label = objectiveLabel(objective);
  const [best] = points as readonly [PointStanding];
  const text = `the best, with ${pointText(best.point)}, has ${objectiveText(objective, best.value!)} ${label}`;
  const names = search.options.map(({name}) => name).join(', ');
  return [
    {
      svg: await toSvg(parallelCoordinates(search)),
      caption: 'Each line is a point of the search, through its options to its objective.',
      alt: `Parallel coordinates of ${search.points.length} points over ${names} and their objective, ${label}: ${text}.`,
    },
    {
      svg: await toSvg(optionFigure(search)),
      caption: 'The objective by each option. Seeds without an objective are not in the lines.',
      alt: `The objective, ${label}, of ${search.points.length} points by each of ${names}: ${text}.`,
    },
  ];
}

function searchArgs({sweep, space, points}: FigureArgs): SearchFigureArgs | undefined {
  const options = Object.entries(space).flatMap(([name, range]) => optionOf(name, range));
  const over = points.filter(({value}) => value !== undefined);
  if (options.length === 0 || !over.some(hasObjective)) return undefined;
  const {objective} = sweep;
  return {
    options,
    points: over.map((point) => searchedPoint(point, sweep)),
    valueLabel: objectiveLabel(objective),
    better: objective.type === 'metric' && objective.goal === 'maximize' ? 'higher' : 'lower',
  };
}

/** An option that has more than one value. */
function optionOf(name: string, range: Space[string]): SearchedOption[] {
  if (range.type !== 'choice') return [{name, min: range.min, max: range.max, scale: range.scale}];
  return range.values.length > 1 ? [{name, values: range.values}] : [];
}

function hasObjective({value}: PointStanding): boolean {
  return value !== undefined && Number.isFinite(value);
}

function searchedPoint({point, value, values, counts}: PointStanding, sweep: Sweep): SearchedPoint {
  if (!Number.isFinite(value)) return {options: point};
  const shown = values.filter(Number.isFinite).map((each) => shownValue(sweep, each));
  return {
    options: point,
    value: shownValue(sweep, value!),
    low: Math.min(...shown),
    high: Math.max(...shown),
    early: counts.stopped > 0,
  };
}

/** The learning curves of the best point and of the median one, with all of their seeds; none if no point has an objective. */
export async function curveFigure({sweep, points}: FigureArgs): Promise<SweepFigure | undefined> {
  const known = points.filter(hasObjective);
  const [best] = known;
  if (best === undefined) return undefined;
  const middle = known[Math.floor(known.length / 2)]!;
  const chosen = [{name: 'best', point: best}, ...(middle === best ? [] : [{name: 'median', point: middle}])];
  const {objective} = sweep;
  const {solved} = best.runs[0]!.run.config.training;
  const {metric, goal} = curveMetric(objective, solved);
  const sign = goal === 'maximize' ? -1 : 1;
  const series = chosen.flatMap(({name, point}): LearningSeries[] => {
    const runs = point.runs.flatMap((run) => curvesOf(run, sweep, sign));
    return runs.length === 0 ? [] : [{name: `${name}: point ${point.number}`, runs}];
  });
  if (series.length === 0) return undefined;
  const args: LearningCurvesArgs = {
    series,
    title:
      chosen.length === 1
        ? 'Learning curves of the best point'
        : 'Learning curves of the best and of the median point',
    valueLabel: `${metric}, mean over 1000 sequences`,
    ...(solved !== undefined && solved.metric === metric && 'below' in solved && {threshold: solved.below}),
  };
  const described = chosen
    .map(({name, point}) => `the ${name}, with ${pointText(point.point)}`)
    .join(', and of ');
  return {
    svg: await toSvg(learningCurves(args)),
    caption: `Learning curves of ${described}.`,
    alt: `Learning curves, ${metric} by training sequences, of ${described}.`,
  };
}

/** The curve of a run as its metric has it; none if it has no point with a number. */
function curvesOf(run: SweepRun, {objective}: Sweep, sign: number): LearningSeries['runs'] {
  const points = curveOfRun(run, objective)
    .filter(({value}) => Number.isFinite(value))
    .map(({sequences, value}) => ({sequences, value: sign * value}));
  return points.length === 0 ? [] : [{seed: run.run.config.seed, points}];
}
