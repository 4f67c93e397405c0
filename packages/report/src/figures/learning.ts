import type {FigureSpec} from '@ntmjs/inspect';
import type {Solved} from '@ntmjs/training';
import type {TrialResult} from '../evaluation/evaluation.js';
import {median} from '../statistics/statistics.js';

/** A point of a learning curve: means over the last 1000 sequences. */
export interface CurvePoint {
  readonly sequences: number;
  readonly bits: number;
  readonly wrongBits: number;
  readonly metrics?: Readonly<Record<string, number>>;
}

/** The most points of a learning curve that are drawn. */
const CURVE_POINTS = 200;

export interface LearningArgs {
  readonly title: string;
  /** The models, with the curves of their seeds. */
  readonly series: readonly {
    readonly name: string;
    readonly runs: readonly {readonly seed: number; readonly curve: readonly CurvePoint[]}[];
  }[];
  /** When the task is solved. */
  readonly solved: Solved | undefined;
  /** How the models did on episodes as in training, of which some tell what the best possible estimator costs. */
  readonly trained: readonly TrialResult[];
}

/** The cost of training sequences over time, beside what is reached when the task is solved and the best that there is. */
export async function learningFigure({title, series, solved, trained}: LearningArgs): Promise<FigureSpec> {
  const {learningCurves} = await import('@ntmjs/inspect');
  const optimum = optimumOf(trained);
  return learningCurves({
    series: series.map(({name, runs}) => ({
      name,
      runs: runs.map(({seed, curve}) => ({seed, points: thinned(curve)})),
    })),
    title,
    ...(solved?.metric === 'bits' && 'below' in solved && {threshold: solved.below}),
    ...(optimum !== undefined && {optimum, logValue: false, maxValue: 180}),
  });
}

/** What the best possible estimator costs, where a task knows it. */
function optimumOf(trained: readonly TrialResult[]): number | undefined {
  const costs = trained.flatMap(({metrics}) => metrics?.optimalBits ?? []);
  return costs.length === 0 ? undefined : Math.round(10 * median(costs)) / 10;
}

/** A learning curve with fewer points, the first and the last among them. */
function thinned(curve: readonly CurvePoint[]) {
  const stride = Math.max(1, Math.floor(curve.length / CURVE_POINTS));
  return curve
    .filter((_, index) => index % stride === 0 || index === curve.length - 1)
    .map(({sequences, bits}) => ({sequences, value: bits}));
}
