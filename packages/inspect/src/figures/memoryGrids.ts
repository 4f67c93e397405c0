import {ATTENTION_THRESHOLD, positionInBand, type RowBand} from '../describe/rowBand.js';
import type {EpisodeTrace, TracedArray} from '../trace/episodeTrace.js';
import {roundTicks} from './axes.js';
import {type HeatColors, signedColors} from './colors.js';
import {OVERLAP} from './heatmap.js';
import {FIGURE_WIDTH} from './layout.js';
import {rowHeight} from './panels.js';
import {rowMaps} from './traceMaps.js';

export interface MemoryGridsArgs {
  readonly trace: Pick<EpisodeTrace, 'heads' | 'rowValues'>;
  /** `[steps, rows, width]` */
  readonly memory: TracedArray;
  readonly band: RowBand;
  /** The space to the left for row numbers, in pixels. */
  readonly labels: number;
  /** The colors of attention, which are those of all values from 0 to 1 in the figure. */
  readonly colors: HeatColors;
}

/** The width of a head's column, in pixels. */
const HEAD_WIDTH = 26;

/** The number of shades of a color in memory contents. */
const SHADES = 40;

/** Values of memory rows in columns, at every step. */
interface Grid {
  readonly title: string;
  readonly columnTitle: string | null;
  /** `[rows of the band, columns]` of each step */
  readonly steps: readonly (readonly number[])[];
  readonly columns: number;
  readonly columnWidth: number;
  /** Names of the columns; default to their numbers. */
  readonly names?: readonly string[];
  readonly colors: HeatColors;
}

/** The weightings of heads at a step, beside the memory contents after it, on the same rows. */
export function memoryGrids({trace, memory, band, labels, colors}: MemoryGridsArgs) {
  const maps = rowMaps(trace);
  const [steps, rows, width] = memory.shape as [number, number, number];
  const most = niceBound(greatest(memory, band));
  const unit = most / SHADES;
  const heads: Grid = {
    title: ['attention', ...Object.keys(trace.rowValues)].join(', '),
    columnTitle: null,
    columns: maps.length,
    columnWidth: HEAD_WIDTH,
    names: maps.map(({title}) => title),
    colors,
    steps: Array.from({length: steps}, (_, step) =>
      inBand(band, (row) => maps.map(({array}) => attention(array.data[step * rows + row]!))),
    ),
  };
  const contents: Grid = {
    title: 'contents after the step',
    columnTitle: 'element of a row',
    columns: width,
    columnWidth: Math.max(3, Math.min(20, Math.floor((FIGURE_WIDTH - maps.length * HEAD_WIDTH) / width))),
    colors: signedColors('memory contents', most),
    steps: Array.from({length: steps}, (_, step) =>
      inBand(band, (row) =>
        Array.from(
          memory.data.subarray((step * rows + row) * width, (step * rows + row + 1) * width),
          (value) => Number((unit * Math.round(value / unit)).toPrecision(3)) || 0,
        ),
      ),
    ),
  };
  return {
    spacing: 16,
    hconcat: [...(maps.length === 0 ? [] : [heads]), contents].map((grid, index) =>
      gridView(grid, band, index === 0 ? labels : 0),
    ),
  };
}

/** A heat map of one step: the band's rows downwards. */
function gridView(grid: Grid, {first, count, rows}: RowBand, labels: number) {
  const {title, columnTitle, columns, columnWidth, names, colors, steps} = grid;
  const height = rowHeight(count, 320, 14);
  return {
    title,
    width: columns * columnWidth,
    height: count * height,
    view: {stroke: '#cccccc'},
    data: {values: steps.map((values, at) => ({at, values}))},
    transform: [
      {filter: 'datum.at === step'},
      {flatten: ['values'], as: [colors.field]},
      {window: [{op: 'row_number' as const, as: 'number'}]},
      {calculate: `${first} + floor((datum.number - 1) / ${columns})`, as: 'row'},
      {calculate: `(datum.number - 1) % ${columns}`, as: 'column'},
    ],
    mark: {type: 'rect' as const, width: columnWidth + OVERLAP, height: height + OVERLAP, aria: false},
    encoding: {
      x: {
        field: 'column',
        type: 'quantitative' as const,
        scale: {domain: [-0.5, columns - 0.5], nice: false, zero: false},
        axis: {
          title: columnTitle,
          values:
            names?.map((_, column) => column) ?? roundTicks(0, columns - 1, (columns * columnWidth) / 24),
          ...(names
            ? {
                labelExpr: `${JSON.stringify(names)}[datum.value]`,
                labelAngle: -40,
                labelLimit: 0,
                labelOverlap: false,
              }
            : {format: 'd'}),
        },
      },
      y: {
        field: 'row',
        type: 'quantitative' as const,
        scale: {domain: [first - 0.5, first + count - 0.5], nice: false, zero: false, reverse: true},
        axis: {
          title: labels > 0 ? 'memory row' : null,
          values: roundTicks(first, first + count - 1, (count * height) / 16, rows),
          labels: labels > 0,
          labelExpr: `datum.value % ${rows}`,
          labelOverlap: false,
          ...(labels > 0 && {minExtent: labels, maxExtent: labels}),
        },
      },
      ...colors.encoding,
    },
  };
}

/** The values of each row of a band, one row after another. */
function inBand({first, count, rows}: RowBand, valuesOf: (row: number) => readonly number[]): number[] {
  return Array.from({length: count}, (_, offset) =>
    valuesOf((((first + offset) % rows) + rows) % rows),
  ).flat();
}

/** Rounds a weight to as many digits as a color can show. */
function attention(weight: number): number {
  return weight > ATTENTION_THRESHOLD ? Math.round(100 * weight) / 100 : 0;
}

/** The largest absolute value in the rows of a band at any step. */
function greatest({shape, data}: TracedArray, band: RowBand): number {
  const [, rows, width] = shape as [number, number, number];
  let most = 0;
  for (const [index, value] of data.entries()) {
    const row = Math.floor(index / width) % rows;
    if (positionInBand(band, row) !== undefined) most = Math.max(most, Math.abs(value));
  }
  return most;
}

/** Rounds up to one significant digit: 0.0873 becomes 0.09. 1 for 0. */
function niceBound(value: number): number {
  if (value === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return Number((power * Math.ceil(value / power)).toPrecision(1));
}
