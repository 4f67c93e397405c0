import {requireBoolean, requireKeys, requireNumber, requireText} from '@ntmjs/arguments';
import type {TopLevelSpec} from 'vega-lite';
import {valueAxis} from './axes.js';
import {requireTexts} from './figureArgs.js';
import {figureHead} from './layout.js';
import {requireAscending, requireObjects, requireSeries, seriesColors} from './series.js';

/** A value at one difficulty. */
export interface GeneralizationPoint {
  /** The difficulty: a length, or a number of items or repeats. */
  readonly x: number;
  readonly value: number;
  /** The lowest value over seeds; requires `high`. */
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

/** A model's values by difficulty. */
export interface GeneralizationSeries {
  readonly name: string;
  /** One or more, in order of increasing difficulty. */
  readonly points: readonly GeneralizationPoint[];
}

/** The series and labels of generalization curves. */
export interface GeneralizationCurvesArgs {
  /** At most 8, with different names. */
  readonly series: readonly GeneralizationSeries[];
  /** The label of the difficulty, such as `items`. */
  readonly xLabel: string;
  /** The label of the values, with their unit. */
  readonly valueLabel: string;
  /** The range of difficulties in training; `min` defaults to the least in the figure. */
  readonly trained: {readonly min?: number | undefined; readonly max: number};
  /** The title; defaults to one made from the labels. */
  readonly title?: string | undefined;
  /** Whether the vertical axis is logarithmic, with a linear part down to 0; defaults to true if values span two powers of ten. */
  readonly logValue?: boolean | undefined;
}

/**
 * How well models generalize: values by difficulty, with the trained range shaded, and bands for the range of values where points have
 * one.
 *
 * @param args the series, the trained range and the labels
 * @returns a Vega-Lite specification with its data, for `toSvg` or any Vega-Lite renderer
 * @throws ArgumentError if there are no series, two have the same name, points are not in order, have only one end of a range or a range
 *   without their value, or a number is not finite or is below 0 on a logarithmic axis
 * @see Graves et al. 2014, figure 11
 */
export function generalizationCurves(args: GeneralizationCurvesArgs): TopLevelSpec {
  requireGeneralizationCurves(args);
  const {series, xLabel, valueLabel, trained, title = `${valueLabel} by ${xLabel}`} = args;
  const rows = series.flatMap(({name, points}) => points.map((point) => ({series: name, ...point})));
  const least = Math.min(...rows.map(({x}) => x), trained.min ?? trained.max);
  const from = (trained.min ?? least) - 0.5;
  const to = trained.max + 0.5;
  const x = {
    type: 'quantitative' as const,
    scale: {domain: [Math.min(least, from), Math.max(...rows.map(({x}) => x), to)], nice: false, zero: false},
    axis: {title: xLabel, titleFontSize: 12, labelFontSize: 11, tickMinStep: 1},
  };
  const axis = valueAxis({
    label: valueLabel,
    values: rows.flatMap(({value, low = value, high = value}) => [low, value, high]),
    log: args.logValue,
  });
  const y = {type: 'quantitative' as const, ...axis};
  const encoding = {x: {...x, field: 'x'}, color: seriesColors(series.map(({name}) => name))};
  return {
    ...figureHead(title, [], `${title}, with the trained range`),
    width: 520,
    height: 320,
    layer: [
      {
        data: {values: [{from, to}]},
        mark: {type: 'rect', color: 'black', opacity: 0.07, aria: false},
        encoding: {x: {...x, field: 'from'}, x2: {field: 'to'}},
      },
      {
        data: {values: [{from}]},
        mark: {
          type: 'text',
          text: 'trained range',
          y: 0,
          dy: -4,
          align: 'left',
          baseline: 'bottom',
          color: '#555555',
          fontSize: 11,
          aria: false,
        },
        encoding: {x: {...x, field: 'from'}},
      },
      {
        data: {values: rows.filter(({low}) => low !== undefined)},
        mark: {type: 'area', opacity: 0.2, aria: false},
        encoding: {...encoding, y: {...y, field: 'low'}, y2: {field: 'high'}},
      },
      {
        data: {values: rows},
        mark: {type: 'line', strokeWidth: 2, point: {size: 36}, aria: false},
        encoding: {...encoding, y: {...y, field: 'value'}},
      },
    ],
  };
}

function requireGeneralizationCurves(args: GeneralizationCurvesArgs): void {
  const {series, trained, logValue} = requireKeys('figure', args, [
    'series',
    'xLabel',
    'valueLabel',
    'trained',
    'title',
    'logValue',
  ]);
  requireTexts({title: args.title});
  requireText('xLabel', args.xLabel);
  requireText('valueLabel', args.valueLabel);
  requireKeys('trained', trained, ['min', 'max']);
  requireNumber('trained.max', trained.max);
  if (trained.min !== undefined) requireNumber('trained.min', trained.min, {max: trained.max});
  if (logValue !== undefined) requireBoolean('logValue', logValue);
  for (const [index, {points}] of requireSeries(series).entries()) {
    const path = `series[${index}].points`;
    for (const [number, {x, value, low, high}] of requireObjects(path, points).entries()) {
      const point = `${path}[${number}]`;
      requireNumber(`${point}.x`, x);
      requireNumber(`${point}.value`, value, logValue ? {min: 0} : {});
      if (low === undefined && high === undefined) continue;
      requireNumber(`${point}.low`, low, {...(logValue && {min: 0}), max: value});
      requireNumber(`${point}.high`, high, {min: value});
    }
    requireAscending(
      `the difficulties of ${path}`,
      points.map(({x}) => x),
    );
  }
}
