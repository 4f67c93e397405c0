import type {Picture} from '../worker/protocol.js';

/** Rows shown around those that are used. */
const MARGIN = 1;

/**
 * The rows of a picture's memory that are shown, in their order: the shortest run that holds all that are used, or all rows. Where
 * heads shift, row 0 comes after the last.
 */
export function shownRows({heads, rowValues, unusedRows}: Picture, all: boolean): readonly number[] {
  const arrays = [...heads.map(({values}) => values.weighting), ...Object.values(rowValues)];
  const count = arrays.find((array) => array !== undefined)?.shape[1] ?? 0;
  if (all || unusedRows.length === 0 || unusedRows.length === count) return upwards(0, count);
  const unused = new Set(unusedRows);
  const isRing = heads.some(({values}) => values.shiftWeights !== undefined);
  const gap = isRing
    ? longestGap(unused, count)
    : {start: lastUsed(unused, count) + 1, length: outside(unused, count)};
  const length = count - gap.length;
  const first = gap.start + gap.length;
  if (isRing)
    return upwards(first - MARGIN, Math.min(count, length + 2 * MARGIN)).map((row) => (row + count) % count);
  const from = Math.max(0, first - count - MARGIN);
  return upwards(from, Math.min(count, first - count + length + MARGIN) - from);
}

/** Rows in words: `rows 0–21`, or `rows 120–127, 0–5` where they pass the last. */
export function rowsInWords(rows: readonly number[]): string {
  const turn = rows.findIndex((row, place) => place > 0 && row < rows[place - 1]!);
  const run = (part: readonly number[]) => (part.length === 1 ? `${part[0]}` : `${part[0]}–${part.at(-1)}`);
  return turn < 0 ? `rows ${run(rows)}` : `rows ${run(rows.slice(0, turn))}, ${run(rows.slice(turn))}`;
}

function upwards(first: number, length: number): number[] {
  return Array.from({length}, (_, place) => first + place);
}

function lastUsed(unused: ReadonlySet<number>, count: number): number {
  return upwards(0, count).findLast((row) => !unused.has(row))!;
}

/** How many rows lie after the last that is used and before the first. */
function outside(unused: ReadonlySet<number>, count: number): number {
  const first = upwards(0, count).find((row) => !unused.has(row))!;
  return first + count - 1 - lastUsed(unused, count);
}

function longestGap(unused: ReadonlySet<number>, count: number): {start: number; length: number} {
  let longest = {start: 0, length: 0};
  for (let start = 0; start < count; start++) {
    let length = 0;
    while (length < count && unused.has((start + length) % count)) length++;
    if (length >= longest.length) longest = {start, length};
  }
  return longest;
}
