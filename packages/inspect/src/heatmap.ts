import type {Span} from './answerSpans.js';

/** One cell of a heat map. */
export interface Cell {
  readonly step: number;
  /** Its place on the vertical axis: a channel, or a memory row. */
  readonly row: number;
  /** From 0 to 1. */
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
  readonly title: string;
  /** What the vertical axis counts. */
  readonly rowTitle: string;
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

/** Viridis: perceptually uniform, and told apart with any colour vision. */
const COLOUR_SCHEME = 'viridis';

/** The colour of 0 in that scheme. */
const ZERO_COLOUR = '#440154';

/** How far cells reach into each other, in pixels: else lines show between them where an image is scaled. */
const OVERLAP = 0.4;

const BLANK_COLOUR = '#eeeeee';

/**
 * A heat map, steps to the right and rows downwards, as the view of a Vega-Lite specification.
 *
 * @param heatmap what is shown
 * @param time the horizontal axis
 * @param last whether it is the lowest of the figure, which alone has labels on the horizontal axis
 */
export function heatmapView(heatmap: Heatmap, time: TimeAxis, last: boolean) {
  const {title, rowTitle, firstRow, rowCount, rowHeight, rowTicks, rowLabel, spans, cells} = heatmap;
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
    height: rowCount * rowHeight,
    view: {fill: BLANK_COLOUR},
    layer: [
      {
        data: {values: spans.map(({from, to}) => ({from: from - 0.5, to: to + 0.5}))},
        mark: {type: 'rect' as const, color: ZERO_COLOUR, aria: false},
        encoding: {x: {...x, field: 'from'}, x2: {field: 'to'}},
      },
      {
        data: {values: [...cells]},
        mark: {
          type: 'rect' as const,
          width: time.stepWidth + OVERLAP,
          height: rowHeight + OVERLAP,
          aria: false,
        },
        encoding: {
          x: {...x, field: 'step'},
          y: {...y, field: 'row'},
          color: {
            field: 'value',
            type: 'quantitative' as const,
            scale: {domain: [0, 1], clamp: true, scheme: COLOUR_SCHEME},
            legend: {title: 'value (bit, probability or weighting)', values: [0, 0.5, 1], titleLimit: 0},
          },
        },
      },
      {
        data: {values: time.marks.map((step) => ({step: step - 0.5}))},
        mark: {
          type: 'rule' as const,
          color: 'white',
          strokeWidth: 1.5,
          strokeDash: [4, 3],
          aria: false,
        },
        encoding: {x: {...x, field: 'step'}},
      },
    ],
  };
}
