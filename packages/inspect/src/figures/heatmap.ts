import type {Span} from '../describe/phases.js';
import {type HeatColors, SHARED_COLORS} from './colors.js';

/** One cell of a heat map. */
export interface Cell {
  readonly step: number;
  /** Its place on the vertical axis: a channel, or a memory row. */
  readonly row: number;
  readonly value: number;
}

/** What the heat maps of a figure have in common. */
export interface TimeAxis {
  readonly steps: number;
  /** The width of a step, in pixels. */
  readonly stepWidth: number;
  /** The steps with a label. */
  readonly ticks: readonly number[];
  /** The first steps of the runs of answering steps, marked by a dashed line. */
  readonly marks: readonly number[];
  /** The space to the left of the panels for labels, in pixels. */
  readonly labelWidth: number;
}

export interface Heatmap {
  readonly title?: string;
  /** What the vertical axis counts; null for no title. */
  readonly rowTitle: string | null;
  readonly colors: HeatColors;
  /** The first of the rows shown. */
  readonly firstRow: number;
  readonly rowCount: number;
  /** The height of a row, in pixels. */
  readonly rowHeight: number;
  /** The rows with a label. */
  readonly rowTicks: readonly number[];
  /** A Vega expression that makes a label of `datum.value`, a row. */
  readonly rowLabel: string;
  /** The steps that have values: all others are left blank. */
  readonly spans: readonly Span[];
  /** The values; those that are left out are 0. */
  readonly cells: readonly Cell[];
}

/** How far cells reach into each other, in pixels: else lines show between them where an image is scaled. */
export const OVERLAP = 0.4;

const BLANK_COLOR = '#eeeeee';

/** Lower than this, a heat map has no place for an upright title of its vertical axis, in pixels. */
const UPRIGHT_TITLE = 60;

const FLAT_TITLE = {titleAngle: 0, titleAlign: 'right', titleBaseline: 'middle'} as const;

/** Heat maps one below the other, as a view of a Vega-Lite specification: the lowest has the labels of the time axis. */
export function heatmapColumn(heatmaps: readonly Heatmap[], time: TimeAxis) {
  return {
    spacing: 8,
    resolve: SHARED_COLORS,
    vconcat: heatmaps.map((heatmap, index) => heatmapView(heatmap, time, index === heatmaps.length - 1)),
  };
}

/** A heat map, steps to the right and rows downwards. */
function heatmapView(heatmap: Heatmap, time: TimeAxis, last: boolean) {
  const {title, rowTitle, firstRow, rowCount, rowHeight, rowTicks, rowLabel, colors, spans, cells} = heatmap;
  const height = rowCount * rowHeight;
  const x = {
    type: 'quantitative' as const,
    scale: {domain: [-0.5, time.steps - 0.5], nice: false, zero: false},
    axis: {
      title: last ? 'time step' : null,
      values: [...time.ticks],
      labels: last,
      format: 'd',
      labelOverlap: false,
    },
  };
  const y = {
    type: 'quantitative' as const,
    scale: {domain: [firstRow - 0.5, firstRow + rowCount - 0.5], nice: false, zero: false, reverse: true},
    axis: {
      title: rowTitle,
      ...(height < UPRIGHT_TITLE && FLAT_TITLE),
      values: [...rowTicks],
      labelExpr: rowLabel,
      labelOverlap: false,
      labelLimit: 0,
      minExtent: time.labelWidth,
      maxExtent: time.labelWidth,
    },
  };
  return {
    title,
    width: time.steps * time.stepWidth,
    height,
    view: {fill: BLANK_COLOR},
    layer: [
      {
        data: {values: spans.map(({from, to}) => ({from: from - 0.5, to: to + 0.5}))},
        mark: {type: 'rect' as const, color: colors.zero, aria: false},
        encoding: {x: {...x, field: 'from'}, x2: {field: 'to'}},
      },
      {
        data: {values: cells.map(({step, row, value}) => ({step, row, [colors.field]: value}))},
        mark: {
          type: 'rect' as const,
          width: time.stepWidth + OVERLAP,
          height: rowHeight + OVERLAP,
          aria: false,
        },
        encoding: {
          x: {...x, field: 'step'},
          y: {...y, field: 'row'},
          ...colors.encoding,
        },
      },
      {
        data: {values: time.marks.map((step) => ({step: step - 0.5}))},
        mark: {
          type: 'rule' as const,
          color: colors.mark,
          strokeWidth: 1.5,
          strokeDash: [4, 3],
          aria: false,
        },
        encoding: {x: {...x, field: 'step'}},
      },
    ],
  };
}
