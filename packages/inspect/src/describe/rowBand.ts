import {
  ArgumentError,
  requireBoolean,
  requireInteger,
  requireKeys,
  requireList,
  requireObject,
  requirePositiveInteger,
} from '@ntmjs/arguments';
import type {TracedArray} from '../trace/episodeTrace.js';
import {requireTraced} from '../trace/requireTrace.js';

/** Weights up to this count as no attention. */
export const ATTENTION_THRESHOLD = 0.01;

/** Rows to keep on either side of those attended to, by default. */
const MARGIN = 2;

/**
 * A range of `count` memory rows from `first` on. If the memory is a ring, the range may pass the last row and continue at row 0.
 */
export interface RowBand {
  readonly first: number;
  readonly count: number;
  /** N, the number of memory rows: `first + count` exceeds it if the range passes the last row. */
  readonly rows: number;
}

/**
 * The shortest range with every row to which a head attends at some step, and a small margin. All rows if the range would not be much
 * shorter.
 *
 * @param arrays weightings or row values of the same memory, `[steps, rows]` each, at least one
 * @param ring whether row 0 follows the last row
 */
export function attendedBand(arrays: readonly TracedArray[], ring: boolean): RowBand {
  requireList('arrays', arrays, 'a list of at least one array of a trace', 1);
  for (const [index, array] of arrays.entries()) {
    const {shape} = requireTraced(`arrays[${index}]`, array);
    if (shape.length === 2 && shape[1] === arrays[0]!.shape[1]) continue;
    throw new ArgumentError(`arrays[${index}].shape`, '[steps, rows] with equal numbers of rows', shape);
  }
  requireBoolean('ring', ring);
  const rows = arrays[0]!.shape[1]!;
  const attended = new Array<boolean>(rows).fill(false);
  for (const {data} of arrays) {
    for (const [index, weight] of data.entries()) {
      if (weight > ATTENTION_THRESHOLD) attended[index % rows] = true;
    }
  }
  return bandOf(attended, {ring});
}

/** How a band is chosen. */
export interface BandOptions {
  /** Whether row 0 follows the last row. */
  readonly ring: boolean;
  /** Rows to keep on either side; defaults to 2. */
  readonly margin?: number;
}

/**
 * The same from whether each row is attended to.
 *
 * @param attended `[rows]`; of none, the band is empty
 */
export function bandOf(attended: readonly boolean[], options: BandOptions): RowBand {
  requireList('attended', attended, 'a list of true or false for each row');
  for (const [row, each] of attended.entries()) requireBoolean(`attended[${row}]`, each);
  const {ring, margin = MARGIN} = requireKeys('options', options, ['ring', 'margin']);
  requireBoolean('options.ring', ring);
  requireInteger('options.margin', margin, {min: 0});
  const rows = attended.length;
  const gap = ring ? longestGap(attended) : outerGap(attended);
  if (gap.length === rows || gap.length < Math.max(2 * margin + 1, rows / 8)) {
    return {first: 0, count: rows, rows};
  }
  const first = (gap.start + gap.length) % rows;
  const end = first + rows - gap.length;
  if (end > rows) return {first: first - margin, count: end - first + 2 * margin, rows};
  const from = Math.max(0, first - margin);
  return {first: from, count: Math.min(rows, end + margin) - from, rows};
}

/** The position of a row in a band, from `first` to `first + count − 1`; undefined if the row is outside it. */
export function positionInBand(band: RowBand, row: number): number | undefined {
  const {first, count, rows} = requireBand(band);
  requireInteger('row', row);
  const offset = (row - first + rows) % rows;
  return offset < count ? first + offset : undefined;
}

/** Describes the rows of a band: `rows 0–21`, or `rows 120–127 and 0–5` if it passes the last row. */
export function describeBand(band: RowBand): string {
  const {first, count, rows} = requireBand(band);
  const last = first + count - 1;
  return last < rows ? `rows ${first}–${last}` : `rows ${first}–${rows - 1} and 0–${last - rows}`;
}

/** The rows after the last and before the first attended row. */
function outerGap(attended: readonly boolean[]): {start: number; length: number} {
  const rows = attended.length;
  const first = attended.indexOf(true);
  if (first < 0) return {start: 0, length: rows};
  const start = attended.lastIndexOf(true) + 1;
  return {start, length: first + rows - start};
}

/** The longest run of unattended rows on the ring; the last of equal ones. */
function longestGap(attended: readonly boolean[]): {start: number; length: number} {
  const rows = attended.length;
  let longest = {start: 0, length: 0};
  for (let start = 0; start < rows; start++) {
    let length = 0;
    while (length < rows && attended[(start + length) % rows] === false) length++;
    if (length >= longest.length) longest = {start, length};
  }
  return longest;
}

/** Returns `band` if its numbers are integers; throws an `ArgumentError` otherwise. */
function requireBand(band: RowBand): RowBand {
  const {first, count, rows} = requireObject('band', band, 'an object {first, count, rows}');
  requireInteger('band.first', first);
  requirePositiveInteger('band.count', count);
  requirePositiveInteger('band.rows', rows);
  return band;
}
