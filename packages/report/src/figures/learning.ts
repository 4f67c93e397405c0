import {requireKeys, requireList, requireObject} from '@ntmjs/arguments';
import {type FigureSpec, learningCurves} from '@ntmjs/inspect';
import type {Solved, TrainReport} from '@ntmjs/training';
import {type EvaluationResult, requireResults} from '../evaluation/evaluate.js';
import {median} from '../statistics/statistics.js';

/** A point of a learning curve: means over the last 1000 training sequences. */
export interface CurvePoint extends Pick<TrainReport, 'difficulty'> {
  readonly sequences: number;
  readonly bits: number;
  readonly wrongBits: number;
  readonly metrics?: Readonly<Record<string, number>>;
}

/** The largest number of points of a curve. */
const CURVE_POINTS = 200;

export interface LearningArgs {
  readonly title: string;
  /** The models with the curves of their seeds. */
  readonly series: readonly {
    readonly name: string;
    readonly runs: readonly {
      readonly seed: number;
      readonly curve: readonly Pick<CurvePoint, 'sequences' | 'bits'>[];
    }[];
  }[];
  /** The goal of the training, drawn as a line if it is a number of bits. */
  readonly solved: Solved | undefined;
  /** Results at the difficulty of training; those with `optimalBits` give the line of the best possible estimator. */
  readonly trained: readonly EvaluationResult[];
}

/** A figure of the cost over training, with lines for the goal and for the best possible estimator. */
export async function learningFigure(args: LearningArgs): Promise<FigureSpec> {
  const {title, series, solved, trained} = requireKeys('figure', args, [
    'title',
    'series',
    'solved',
    'trained',
  ]);
  requireList('series', series, 'a list of series');
  for (const [index, each] of series.entries()) {
    const path = `series[${index}]`;
    requireObject(path, each, 'an object {name, runs}');
    requireList(`${path}.runs`, each.runs, 'a list of runs');
    for (const [number, run] of each.runs.entries()) {
      requireObject(`${path}.runs[${number}]`, run, 'an object {seed, curve}');
      const curve = requireList(`${path}.runs[${number}].curve`, run.curve, 'a list of points');
      for (const [place, point] of curve.entries())
        requireObject(`${path}.runs[${number}].curve[${place}]`, point, 'an object {sequences, bits}');
    }
  }
  if (solved !== undefined) requireObject('solved', solved, 'an object {metric, below} or {metric, above}');
  requireResults('trained', trained);
  const optimum = optimumOf(trained);
  return learningCurves({
    series: series.map(({name, runs}) => ({
      name,
      runs: runs.map(({seed, curve}) => ({
        seed,
        points: thinned(curve).map(({sequences, bits}) => ({sequences, value: bits})),
      })),
    })),
    title,
    ...(solved?.metric === 'bits' && 'below' in solved && {threshold: solved.below}),
    ...(optimum !== undefined && {optimum, logValue: false, maxValue: 180}),
  });
}

/** The cost of the best possible estimator, if the task knows it. */
function optimumOf(trained: readonly EvaluationResult[]): number | undefined {
  const costs = trained.flatMap(({metrics}) => metrics?.optimalBits ?? []);
  return costs.length === 0 ? undefined : Math.round(10 * median(costs)) / 10;
}

/** A learning curve with fewer points, including the first and the last: as many as a figure shows. */
export function thinned<Point>(curve: readonly Point[]): Point[] {
  const stride = Math.max(1, Math.floor(curve.length / CURVE_POINTS));
  return curve.filter((_, index) => index % stride === 0 || index === curve.length - 1);
}
