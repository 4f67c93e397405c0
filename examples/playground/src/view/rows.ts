import type {Picture} from '../worker/protocol.js';

/** Rows shown around those that are used. */
const MARGIN = 1;

/** The rows of a picture's memory that are shown: from the first that is used to the last, or all. */
export function shownRows({heads, rowValues, unusedRows}: Picture, all: boolean): readonly number[] {
  const count = rowCount({heads, rowValues});
  const rows = Array.from({length: count}, (_, row) => row);
  const unused = new Set(unusedRows);
  const used = rows.filter((row) => !unused.has(row));
  if (all || used.length === 0) return rows;
  return rows.slice(Math.max(0, used[0]! - MARGIN), used.at(-1)! + 1 + MARGIN);
}

function rowCount({heads, rowValues}: Pick<Picture, 'heads' | 'rowValues'>): number {
  const arrays = [...heads.map(({values}) => values.weighting), ...Object.values(rowValues)];
  return arrays.find((array) => array !== undefined)?.shape[1] ?? 0;
}
