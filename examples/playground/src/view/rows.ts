import {bandOf} from '@ntmjs/inspect/rowBand';
import type {EpisodeResult} from '../worker/protocol.js';

/** Rows shown around those that are used. */
const MARGIN = 1;

/** The memory rows to show, in their order: the shortest range with all used rows, or all rows. */
export function shownRows({heads, rowValues, unusedRows}: EpisodeResult, all: boolean): readonly number[] {
  const arrays = [...heads.map(({values}) => values.weighting), ...Object.values(rowValues)];
  const rows = arrays.find((array) => array !== undefined)?.shape[1] ?? 0;
  const unused = new Set(unusedRows);
  const used = Array.from({length: rows}, (_, row) => all || !unused.has(row));
  const ring = heads.some(({values}) => values.shiftWeights !== undefined);
  const {first, count} = bandOf(used, {ring, margin: MARGIN});
  return Array.from({length: count}, (_, offset) => (first + offset) % rows);
}

/** Formats rows as ranges: `rows 0–21`, or `rows 120–127, 0–5` if they wrap around. */
export function rowRanges(rows: readonly number[]): string {
  const wrap = rows.findIndex((row, index) => index > 0 && row < rows[index - 1]!);
  const run = (part: readonly number[]) => (part.length === 1 ? `${part[0]}` : `${part[0]}–${part.at(-1)}`);
  return wrap < 0 ? `rows ${run(rows)}` : `rows ${run(rows.slice(0, wrap))}, ${run(rows.slice(wrap))}`;
}
