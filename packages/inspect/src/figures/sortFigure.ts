import {
  ArgumentError,
  heapMemory,
  requireInteger,
  requireKeys,
  requireMemory,
  requireNumber,
  requirePositiveInteger,
} from '@ntmjs/arguments';
import type {TopLevelSpec} from 'vega-lite';
import {bandOf, positionInBand} from '../describe/rowBand.js';
import {roundTicks} from './axes.js';
import {COLORS} from './colors.js';
import {requireTexts} from './figureArgs.js';
import {figureHead} from './layout.js';

/** The priorities and rows of the items of an episode. */
export interface SortFigureArgs {
  /** The priority of each item, `[items]`. */
  readonly priorities: ArrayLike<number>;
  /** The row to which each item was written, `[items]`: `writeLocations` at the steps of the items. */
  readonly locations: ArrayLike<number>;
  /** N, the number of memory rows. */
  readonly rows: number;
  /** The title; defaults to `Where items are written`. */
  readonly title?: string | undefined;
}

/**
 * The memory row to which each item is written, by its priority, with the line of least squares: a network that sorts while it writes
 * chooses rows by a linear function of the priority.
 *
 * The memory is a ring: if the rows pass the last one, they and the line continue at row 0.
 *
 * @param args the priorities and rows of the items, and the labels
 * @returns a Vega-Lite specification with its data, for `toSvg` or any Vega-Lite renderer
 * @throws ArgumentError if the numbers of rows and priorities differ, all priorities are equal, or a row is not in the memory
 * @see Graves et al. 2014, figure 17
 */
export function sortFigure(args: SortFigureArgs): TopLevelSpec {
  requireSort(args);
  const {rows, title = 'Where items are written'} = args;
  const priorities = Array.from(args.priorities);
  const attended = new Array<boolean>(rows).fill(false);
  for (const row of Array.from(args.locations)) attended[row] = true;
  const band = bandOf(attended, {ring: true});
  const positions = Array.from(args.locations, (row) => positionInBand(band, row)!);
  const {intercept, slope, error} = fitLine(priorities, positions);
  const ends = [Math.min(...priorities), Math.max(...priorities)];
  const x = {
    field: 'priority',
    type: 'quantitative' as const,
    scale: {domain: ends, padding: 12, nice: false, zero: false},
    axis: {title: 'priority', titleFontSize: 12, labelFontSize: 11},
  };
  const y = {
    field: 'position',
    type: 'quantitative' as const,
    scale: {
      domain: [band.first - 0.5, band.first + band.count - 0.5],
      nice: false,
      zero: false,
      reverse: true,
    },
    axis: {
      title: 'memory row written to most',
      values: roundTicks(band.first, band.first + band.count - 1, 12, rows),
      labelExpr: `datum.value % ${rows}`,
      labelOverlap: false,
      grid: true,
      gridColor: '#e6e6e6',
      titleFontSize: 12,
      labelFontSize: 11,
    },
  };
  return {
    ...figureHead(
      title,
      [
        `${priorities.length} items, memory of ${rows} rows`,
        `line: least squares, root mean square error ${error.toFixed(1)} rows`,
      ],
      `${title}: memory row by priority`,
    ),
    width: 440,
    height: 320,
    layer: [
      {
        data: {
          values: ends.map((priority) => ({priority, position: intercept + slope * priority})),
        },
        mark: {type: 'line', color: COLORS[1], strokeWidth: 2, clip: true, aria: false},
        encoding: {x, y},
      },
      {
        data: {values: priorities.map((priority, item) => ({priority, position: positions[item]!}))},
        mark: {type: 'circle', color: COLORS[0], size: 60, opacity: 0.9, aria: false},
        encoding: {x, y},
      },
    ],
  };
}

/** What lists of the memory's rows take. */
const ROW_BYTES = 32;

function requireSort(args: SortFigureArgs): void {
  const {priorities, locations, rows} = requireKeys('figure', args, [
    'priorities',
    'locations',
    'rows',
    'title',
  ]);
  requirePositiveInteger('rows', rows);
  requireMemory('the rows', {rows}, (sizes) => ROW_BYTES * sizes.rows, heapMemory());
  requireTexts({title: args.title});
  for (const [name, list] of Object.entries({priorities, locations})) {
    if (typeof list !== 'object' || list === null) throw new ArgumentError(name, 'a list of numbers', list);
  }
  const items = priorities.length;
  if (!(new Set(Array.from(priorities ?? [])).size > 1)) {
    throw new ArgumentError('priorities', 'at least two different numbers', priorities);
  }
  if (locations?.length !== items) {
    throw new ArgumentError('locations.length', `${items}, one for each priority`, locations?.length);
  }
  for (let item = 0; item < items; item++) {
    requireNumber(`priorities[${item}]`, priorities[item]);
    requireInteger(`locations[${item}]`, locations[item], {min: 0, max: rows - 1});
  }
}

/** A line through points, y = intercept + slope · x. */
export interface LineFit {
  readonly intercept: number;
  readonly slope: number;
  /** The root mean square of the distances in y. */
  readonly error: number;
}

/**
 * The line of least squares.
 *
 *     slope = Σ (x − x̄)(y − ȳ) / Σ (x − x̄)²,   intercept = ȳ − slope · x̄
 *
 * @param xs with at least two different values
 * @param ys of the same length
 */
export function fitLine(xs: readonly number[], ys: readonly number[]): LineFit {
  const meanX = mean(xs);
  const meanY = mean(ys);
  const covariance = mean(xs.map((x, index) => (x - meanX) * (ys[index]! - meanY)));
  const slope = covariance / mean(xs.map((x) => (x - meanX) ** 2));
  const intercept = meanY - slope * meanX;
  const error = Math.sqrt(mean(xs.map((x, index) => (ys[index]! - intercept - slope * x) ** 2)));
  return {intercept, slope, error};
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
