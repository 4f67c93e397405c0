import type {TracedArray} from '../trace/episodeTrace.js';

/** Values up to this are taken for nothing: a weighting of that is no attention. */
export const ATTENTION_THRESHOLD = 0.01;

/** Rows shown above and below those attended to. */
const MARGIN = 2;

/**
 * A run of memory rows: `first`, `first` + 1, … , `count` of them. Where the memory is a ring, a run may pass its last row
 * and go on at row 0.
 */
export interface RowBand {
  readonly first: number;
  readonly count: number;
  /** N, the rows of the memory: `first + count` is more than that where the run passes the last one. */
  readonly rows: number;
}

/**
 * The shortest run of rows that holds every row to which a head attends at some step, with a small margin. All rows,
 * from 0, where leaving some out would gain little.
 *
 * @param arrays what heads attend to, or what rows have, on the same memory: `[steps, rows]` each, one at least
 * @param ring whether row 0 comes after the last row
 */
export function attendedBand(arrays: readonly TracedArray[], ring: boolean): RowBand {
  const rows = arrays[0]!.shape[1]!;
  const attended = new Array<boolean>(rows).fill(false);
  for (const {data} of arrays) {
    for (const [index, weight] of data.entries()) {
      if (weight > ATTENTION_THRESHOLD) attended[index % rows] = true;
    }
  }
  return bandOf(attended, ring);
}

/** The same of rows that are told: whether each is to be in it, `[rows]`. */
export function bandOf(attended: readonly boolean[], ring: boolean): RowBand {
  const rows = attended.length;
  const gap = ring ? longestGap(attended) : outerGap(attended);
  if (gap.length === rows || gap.length < Math.max(2 * MARGIN + 1, rows / 8)) {
    return {first: 0, count: rows, rows};
  }
  const first = (gap.start + gap.length) % rows;
  const end = first + rows - gap.length;
  if (end > rows) return {first: first - MARGIN, count: end - first + 2 * MARGIN, rows};
  const from = Math.max(0, first - MARGIN);
  return {first: from, count: Math.min(rows, end + MARGIN) - from, rows};
}

/** Where a row is shown: between `first` and `first + count`, or undefined where it is outside of the band. */
export function positionInBand({first, count, rows}: RowBand, row: number): number | undefined {
  const offset = (row - first + rows) % rows;
  return offset < count ? first + offset : undefined;
}

/** The rows of a band in words: `rows 0–21`, or `rows 120–127 and 0–5` where it passes the last row. */
export function describeBand({first, count, rows}: RowBand): string {
  const last = first + count - 1;
  return last < rows ? `rows ${first}–${last}` : `rows ${first}–${rows - 1} and 0–${last - rows}`;
}

/** The rows after the last and before the first to which a head attends. */
function outerGap(attended: readonly boolean[]): {start: number; length: number} {
  const rows = attended.length;
  const first = attended.indexOf(true);
  if (first < 0) return {start: 0, length: rows};
  const start = attended.lastIndexOf(true) + 1;
  return {start, length: first + rows - start};
}

/** The longest run of rows on the ring to which no head attends; of equal ones that which starts last. */
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
