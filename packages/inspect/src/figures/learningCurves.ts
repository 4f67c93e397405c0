import {ArgumentError, requireBoolean, requireInteger, requireKeys, requireNumber} from '@ntmjs/arguments';
import type {TopLevelSpec} from 'vega-lite';
import {valueAxis} from './axes.js';
import {requireTexts} from './figureArgs.js';
import {figureHead} from './layout.js';
import {summarizeRuns, type TrainingRun} from './runSummary.js';
import {requireAscending, requireObjects, requireSeries, seriesColors} from './series.js';

/** The largest number of runs of a series that are drawn one by one. */
const MOST_SINGLE_RUNS = 3;

/** Runs of the same configuration with different seeds. */
export interface LearningSeries {
  readonly name: string;
  readonly runs: readonly TrainingRun[];
}

/** The series and labels of learning curves. */
export interface LearningCurvesArgs {
  /** At most 8, with different names. */
  readonly series: readonly LearningSeries[];
  /** The title; defaults to `Learning curves`. */
  readonly title?: string | undefined;
  /** The label of the values, with their unit; defaults to `cost (bits per sequence)`. */
  readonly valueLabel?: string | undefined;
  /** A run counts as solved below this value; a line is drawn there. */
  readonly threshold?: number | undefined;
  /** The lowest value that any model can reach; a line is drawn there. */
  readonly optimum?: number | undefined;
  /** Whether the vertical axis is logarithmic, with a linear part down to 0; defaults to true if values span two powers of ten. */
  readonly logValue?: boolean | undefined;
  /** The upper end of the vertical axis: larger values are cut off. Defaults to the largest value. */
  readonly maxValue?: number | undefined;
}

/**
 * Learning curves by the number of training sequences: for each series the median of its runs as a line, and their range as a band. Up
 * to three runs are also drawn one by one, as thin lines.
 *
 * If runs end after different numbers of sequences, median and range are those of the runs that continue.
 *
 * @param args the series and the labels
 * @returns a Vega-Lite specification with its data, for `toSvg` or any Vega-Lite renderer
 * @throws ArgumentError if there are no series, a name or a seed is repeated, the points of a run are not in order, or a
 *   number is not finite or is below 0 on a logarithmic axis
 * @see Graves et al. 2014, figures 3, 7, 10, 13 and 18
 */
export function learningCurves(args: LearningCurvesArgs): TopLevelSpec {
  requireLearningCurves(args);
  const {series, title = 'Learning curves', valueLabel = 'cost (bits per sequence)', maxValue} = args;
  const medians = series.flatMap(({name, runs}) =>
    summarizeRuns(runs).map(({sequences, ...rest}) => ({series: name, thousands: sequences / 1000, ...rest})),
  );
  const single = series.filter(({runs}) => runs.length > 1 && runs.length <= MOST_SINGLE_RUNS);
  const runs = single.flatMap(({name, runs}) =>
    runs.flatMap(({seed, points}) =>
      points.map(({sequences, value}) => ({series: name, seed, thousands: sequences / 1000, value})),
    ),
  );
  const levels = levelsOf(args);
  const y = valueAxis({
    label: valueLabel,
    values: [...medians.flatMap(({low, high}) => [low, high]), ...levels.map(({value}) => value)],
    log: args.logValue,
    max: maxValue,
  });
  const x = {
    field: 'thousands',
    type: 'quantitative' as const,
    scale: {domain: [0, Math.max(...medians.map(({thousands}) => thousands))], nice: false},
    axis: {title: 'training sequences (thousands)', titleFontSize: 12, labelFontSize: 11},
  };
  const value = {type: 'quantitative' as const, ...y};
  const color = seriesColors(series.map(({name}) => name));
  const encoding = {x, color};
  return {
    ...figureHead(title, describeLines(series), `${title}: ${valueLabel} by training sequences`),
    width: 520,
    height: 320,
    layer: [
      {
        data: {values: medians},
        mark: {type: 'area', opacity: 0.2, clip: true, aria: false},
        encoding: {...encoding, y: {...value, field: 'low'}, y2: {field: 'high'}},
      },
      {
        data: {values: runs},
        mark: {type: 'line', opacity: 0.5, strokeWidth: 0.8, clip: true, aria: false},
        encoding: {...encoding, y: {...value, field: 'value'}, detail: {field: 'seed', type: 'nominal'}},
      },
      {
        data: {values: medians},
        mark: {type: 'line', strokeWidth: 2, clip: true, aria: false},
        encoding: {...encoding, y: {...value, field: 'median'}},
      },
      ...levelLayers(levels, value),
    ],
  };
}

function levelsOf({threshold, optimum}: LearningCurvesArgs): Level[] {
  return [
    ...(threshold === undefined ? [] : [{name: 'solved below', value: threshold}]),
    ...(optimum === undefined ? [] : [{name: 'optimum', value: optimum}]),
  ];
}

/** Describes the lines and bands that the figure has. */
function describeLines(series: readonly LearningSeries[]): string[] {
  const counts = series.map(({runs}) => runs.length);
  const most = Math.max(...counts);
  if (most === 1) return ['one seed each'];
  const least = Math.min(...counts);
  const seeds = least === most ? `${most} seeds` : `${least} to ${most} seeds`;
  const thin = counts.some((count) => count > 1 && count <= MOST_SINGLE_RUNS)
    ? '; thin lines: single seeds'
    : '';
  return [`${seeds} each`, `line: median; band: lowest to highest${thin}`];
}

function requireLearningCurves(args: LearningCurvesArgs): void {
  const {series, threshold, optimum, logValue, maxValue} = requireKeys('figure', args, [
    'series',
    'title',
    'valueLabel',
    'threshold',
    'optimum',
    'logValue',
    'maxValue',
  ]);
  requireTexts({title: args.title, valueLabel: args.valueLabel});
  if (logValue !== undefined) requireBoolean('logValue', logValue);
  const bounds = logValue ? {min: 0} : {};
  if (threshold !== undefined) requireNumber('threshold', threshold, bounds);
  if (optimum !== undefined) requireNumber('optimum', optimum, bounds);
  if (maxValue !== undefined) requireNumber('maxValue', maxValue, bounds);
  for (const [index, {runs}] of requireSeries(series).entries()) {
    const seeds = new Set<number>();
    for (const [number, {seed, points}] of requireObjects(`series[${index}].runs`, runs).entries()) {
      const run = `series[${index}].runs[${number}]`;
      requireInteger(`${run}.seed`, seed);
      if (seeds.has(seed)) throw new ArgumentError(`${run}.seed`, 'different from those before it', seed);
      seeds.add(seed);
      for (const [position, {sequences, value}] of requireObjects(`${run}.points`, points).entries()) {
        requireNumber(`${run}.points[${position}].sequences`, sequences, {min: 0});
        requireNumber(`${run}.points[${position}].value`, value, bounds);
      }
      requireAscending(
        `the sequences of ${run}.points`,
        points.map(({sequences}) => sequences),
      );
    }
  }
}

/** A value to compare curves with. */
interface Level {
  readonly name: string;
  readonly value: number;
}

/**
 * Horizontal dashed lines at levels, each with its name to the right of the plot.
 *
 * @param levels at most two: the name of the higher is above its line, that of the lower below
 * @param y the encoding of values by the figure's vertical axis
 */
function levelLayers<Y extends object>(levels: readonly Level[], y: Y) {
  const highest = Math.max(...levels.map(({value}) => value));
  return levels.flatMap(({name, value}) => {
    const data = {values: [{value}]};
    const baseline = levels.length === 1 ? 'middle' : value === highest ? 'bottom' : 'top';
    const encoding = {y: {...y, field: 'value'}};
    return [
      {
        data,
        mark: {type: 'rule' as const, color: '#333333', strokeDash: [5, 4], aria: false},
        encoding,
      },
      {
        data,
        mark: {
          type: 'text' as const,
          text: `${name} ${value}`,
          x: 'width' as const,
          dx: 6,
          align: 'left' as const,
          baseline: baseline as 'middle' | 'bottom' | 'top',
          color: '#333333',
          fontSize: 11,
          aria: false,
        },
        encoding,
      },
    ];
  });
}
