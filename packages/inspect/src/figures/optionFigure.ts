import type {TopLevelSpec} from 'vega-lite';
import {valueAxis} from './axes.js';
import {COLORS} from './colors.js';
import {figureHead} from './layout.js';
import {ticksOn, valueText} from './optionAxes.js';
import {medianAndRange} from './runSummary.js';
import {
  isValued,
  rankedPoints,
  requireSearch,
  type SearchedOption,
  type SearchFigureArgs,
  type ValuedPoint,
} from './searchedPoints.js';

const PANEL = {width: 195, height: 200} as const;

/** A cross as a path. */
const CROSS = 'M-1,-1L1,1M1,-1L-1,1';

/** The number of panels side by side. */
const COLUMNS = 3;

/**
 * The objective of the points of a search by each of its options, a panel for each: a point with a line from the lowest to the highest of
 * its seeds, hollow if its training ended early; a ring around the best; for a choice a bar at the median of its points. Crosses at the
 * top are points without a value.
 *
 * @param args the options, the points and the labels
 * @returns a Vega-Lite specification with its data, for `toSvg` or any Vega-Lite renderer
 * @throws ArgumentError as `parallelCoordinates` does
 */
export function optionFigure(args: SearchFigureArgs): TopLevelSpec {
  requireSearch(args);
  const {options, points, valueLabel, title = `${valueLabel} by each option`} = args;
  const ranked = rankedPoints(args);
  const {scale, axis} = valueAxis({
    label: valueLabel,
    values: ranked.flatMap(({value, low = value, high = value}) => [low, value, high]),
    log: args.logValue,
  });
  const failed = points.length - ranked.length;
  const described = [
    'line: lowest to highest of the seeds; ring: the best point',
    [
      options.some((option) => 'values' in option) ? 'bar: the median of a choice' : '',
      ranked.some(({early}) => early) ? 'hollow: ended early' : '',
      failed > 0 ? `crosses: ${failed} without a value` : '',
    ]
      .filter((text) => text !== '')
      .join('; '),
  ].filter((text) => text !== '');
  return {
    ...figureHead(title, described, `${title}: ${points.length} points`),
    columns: COLUMNS,
    spacing: 24,
    concat: options.map((option) => panelOf(option, args, ranked, {scale, axis})),
  } as TopLevelSpec;
}

/** The panel of an option. */
function panelOf(
  option: SearchedOption,
  {points}: SearchFigureArgs,
  ranked: readonly ValuedPoint[],
  value: Pick<ReturnType<typeof valueAxis>, 'scale' | 'axis'>,
) {
  const {name} = option;
  const isChoice = 'values' in option;
  const x = isChoice ? choiceAxis(name, option.values.map(valueText)) : numberAxis(option);
  const placed = ({options}: {readonly options: ValuedPoint['options']}, index: number) => ({
    x: isChoice ? valueText(options[name]!) : options[name],
    offset: (index * 0.618_033_988_75) % 1,
  });
  const rows = ranked.map(({options, value, low = value, high = value, early = false}, index) => ({
    ...{...placed({options}, index), value, low, high, early},
  }));
  const offset = isChoice
    ? {xOffset: {field: 'offset', type: 'quantitative' as const, scale: {domain: [-0.5, 1.5]}}}
    : {};
  const encoding = {x, ...offset};
  const y = {type: 'quantitative' as const, ...value};
  const opacity = ranked.length > 60 ? 0.45 : 0.8;
  const point = {
    type: 'point' as const,
    color: COLORS[0],
    size: ranked.length > 60 ? 18 : 36,
    opacity,
    aria: false,
  };
  const missing = points.filter((each) => !isValued(each)).map(placed);
  return {
    ...PANEL,
    layer: [
      {
        data: {values: rows.filter(({low, high}) => low < high)},
        mark: {type: 'rule' as const, color: COLORS[0], opacity: opacity / 2, aria: false},
        encoding: {...encoding, y: {...y, field: 'low'}, y2: {field: 'high'}},
      },
      {
        data: {values: rows.filter(({early}) => !early)},
        mark: {...point, filled: true},
        encoding: {...encoding, y: {...y, field: 'value'}},
      },
      {
        data: {values: rows.filter(({early}) => early)},
        mark: point,
        encoding: {...encoding, y: {...y, field: 'value'}},
      },
      {
        data: {values: rows.slice(0, 1)},
        mark: {type: 'point' as const, size: 110, strokeWidth: 2, color: '#000000', aria: false},
        encoding: {...encoding, y: {...y, field: 'value'}},
      },
      {
        data: {values: missing},
        mark: {
          type: 'point' as const,
          shape: CROSS,
          size: 30,
          strokeWidth: 1.5,
          color: COLORS[1],
          y: -8,
          aria: false,
        },
        encoding,
      },
      ...(isChoice
        ? [
            {
              data: {values: mediansOf(rows)},
              mark: {
                ...{
                  type: 'tick' as const,
                  orient: 'horizontal' as const,
                  size: PANEL.width / option.values.length / 2,
                },
                ...{color: '#000000', thickness: 2, aria: false},
              },
              encoding: {...encoding, y: {...y, field: 'value'}},
            },
          ]
        : []),
    ],
  };
}

/** The median of each choice, in the middle of it. */
function mediansOf(rows: readonly {readonly x: unknown; readonly value: number}[]) {
  const choices = [...new Set(rows.map(({x}) => x))];
  return choices.map((x) => {
    const values = rows.filter((row) => row.x === x).map(({value}) => value);
    return {x, offset: 0.5, value: medianAndRange(values).median};
  });
}

const AXIS = {titleFontSize: 12, labelFontSize: 11, grid: false} as const;

function choiceAxis(title: string, values: readonly string[]) {
  const slanted =
    values.length > 4 || values.some((value) => value.length > PANEL.width / (7 * values.length));
  return {
    field: 'x',
    type: 'nominal' as const,
    scale: {domain: [...values]},
    axis: {...AXIS, title, labelLimit: 0, labelAngle: slanted ? -40 : 0},
  };
}

function numberAxis(option: Extract<SearchedOption, {min: number}>) {
  const {name, min, max, scale = 'linear'} = option;
  const margin = min === max ? Math.abs(min) / 2 || 1 : 0;
  return {
    field: 'x',
    type: 'quantitative' as const,
    scale: {type: scale, domain: [min - margin, max + margin], nice: false},
    axis: {
      ...AXIS,
      title: name,
      values: ticksOn(option).map(({label}) => Number(label)),
      format: '.6~g',
      labelOverlap: true,
    },
  };
}
