import type {Span} from '../describe/phases.js';
import {ATTENTION_THRESHOLD, positionInBand, type RowBand} from '../describe/rowBand.js';
import {roundTicks} from './axes.js';
import type {HeatColors} from './colors.js';
import type {Cell, Heatmap} from './heatmap.js';
import type {RowMap} from './traceMaps.js';

/** The height of an axis label with its spacing, in pixels. */
const LABEL_HEIGHT = 11;

/** The height of a row if `count` rows share about `height` pixels: whole pixels, so that cells join. */
export function rowHeight(count: number, height: number, most: number): number {
  return Math.max(1, Math.min(most, Math.floor(height / count)));
}

/** Inputs, targets or outputs by step and channel. */
export interface Channels {
  readonly title?: string;
  /** A name for each channel. */
  readonly names: readonly string[];
  /** `[steps, channels]` */
  readonly values: Float32Array;
  /** The steps at which the values are meaningful. */
  readonly spans: readonly Span[];
  readonly colors: HeatColors;
}

/** The heat map of channels, with the first at the top. */
export function channelHeatmap({title, names, values, spans, colors}: Channels): Heatmap {
  const count = names.length;
  const height = rowHeight(count, 200, LABEL_HEIGHT);
  const cells: Cell[] = [];
  for (const {from, to} of spans) {
    for (let step = from; step <= to; step++) {
      for (let row = 0; row < count; row++) {
        const value = values[step * count + row]!;
        if (Math.abs(value) > ATTENTION_THRESHOLD) cells.push({step, row, value: round(value)});
      }
    }
  }
  return {
    ...(title !== undefined && {title}),
    rowTitle: count > 1 ? 'channel' : null,
    colors,
    firstRow: 0,
    rowCount: count,
    rowHeight: height,
    rowTicks: roundTicks(0, count - 1, (count * height) / LABEL_HEIGHT),
    rowLabel: `${JSON.stringify(names)}[datum.value]`,
    spans,
    cells,
  };
}

/**
 * The heat map of the rows of a band.
 *
 * @param maps the number of such maps in the figure: the more, the lower is each
 */
export function rowHeatmap(
  {title, rowTitle = 'memory row', array}: RowMap,
  band: RowBand,
  maps: number,
  colors: HeatColors,
): Heatmap {
  const {first, count, rows} = band;
  const height = rowHeight(count, Math.max(160, Math.min(240, 600 / maps)), 8);
  const cells: Cell[] = [];
  for (const [index, value] of array.data.entries()) {
    const row = positionInBand(band, index % rows);
    if (value > ATTENTION_THRESHOLD && row !== undefined) {
      cells.push({step: Math.floor(index / rows), row, value: round(value)});
    }
  }
  return {
    title,
    rowTitle,
    colors,
    firstRow: first,
    rowCount: count,
    rowHeight: height,
    rowTicks: roundTicks(first, first + count - 1, (count * height) / 16, rows),
    rowLabel: `datum.value % ${rows}`,
    spans: [{from: 0, to: array.shape[0]! - 1}],
    cells,
  };
}

/** Rounds to as many digits as a color can show. */
function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** The probabilities of a 1, 1 / (1 + exp(−logit)). */
export function probabilities(logits: Float32Array): Float32Array {
  return logits.map((logit) => 1 / (1 + Math.exp(-logit)));
}

/** 1 for each wrong bit, and 0 for others: a logit above 0 predicts a 1. NaN is always wrong. */
export function wrongBits(logits: Float32Array, targets: Float32Array): Float32Array {
  return logits.map((logit, index) => ((targets[index] === 1 ? logit > 0 : logit <= 0) ? 0 : 1));
}
