import type {Span} from '../describe/phases.js';
import {type HeatColors, SHARED_COLORS} from './colors.js';

/** One cell of a heat map. */
export interface Cell {
  readonly step: number;
  /** Its position on the vertical axis: a channel, or a memory row. */
  readonly row: number;
  readonly value: number;
}

/** The time axis that the heat maps of a figure share. */
export interface TimeAxis {
  readonly steps: number;
  /** The width of a step, in pixels. */
  readonly stepWidth: number;
  /** The steps with a label. */
  readonly ticks: readonly number[];
  /** The steps at which answers begin, marked by a dashed line. */
  readonly marks: readonly number[];
  /** The space to the left of the panels for labels, in pixels. */
  readonly labelWidth: number;
}

export interface Heatmap {
  readonly title?: string;
  /** The title of the vertical axis; null for none. */
  readonly rowTitle: string | null;
  readonly colors: HeatColors;
  /** The first row. */
  readonly firstRow: number;
  readonly rowCount: number;
  /** The height of a row, in pixels. */
  readonly rowHeight: number;
  /** The rows with a label. */
  readonly rowTicks: readonly number[];
  /** A Vega expression for the label of `datum.value`, a row. */
  readonly rowLabel: string;
  /** The steps that have values; the others are blank. */
  readonly spans: readonly Span[];
  /** The cells that are not 0. */
  readonly cells: readonly Cell[];
}

/** The overlap of cells, in pixels: without it, lines appear between them when an image is scaled. */
export const OVERLAP = 0.4;

const BLANK_COLOR = '#eeeeee';

/** The least height of a heat map whose vertical axis has space for an upright title, in pixels. */
const UPRIGHT_TITLE = 60;

const FLAT_TITLE = {titleAngle: 0, titleAlign: 'right', titleBaseline: 'middle'} as const;

/** Heat maps below each other, as a view of a Vega-Lite specification. The lowest has the labels of the time axis. */
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
