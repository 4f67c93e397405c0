/*
 * Continuous stacks, queues and deques, for one sample: in double precision and with plain loops, from equations 1 to 11 of
 * Grefenstette et al. 2015, with lists that grow as published and hold the oldest row, or the bottom, first. Nothing
 * here is shared with the tensor operations.
 */

/** Rows V and their strengths s, in the order of the paper. */
export interface OracleRows {
  readonly values: readonly number[][];
  readonly strengths: readonly number[];
}

/** v, d and u. */
export interface OracleOperation {
  readonly value: readonly number[];
  readonly push: number;
  readonly pop: number;
}

function sumFrom(values: readonly number[], start: number, end: number): number {
  let sum = 0;
  for (let index = start; index < end; index++) sum += values[index]!;
  return sum;
}

/** The strengths between a row and the end of the list (`top`) or its beginning. */
function beyond(strengths: readonly number[], row: number, top: boolean): number {
  return top ? sumFrom(strengths, row + 1, strengths.length) : sumFrom(strengths, 0, row);
}

function popped(strengths: readonly number[], amount: number, top: boolean): number[] {
  return strengths.map((strength, row) =>
    Math.max(0, strength - Math.max(0, amount - beyond(strengths, row, top))),
  );
}

function readAt({values, strengths}: OracleRows, top: boolean): number[] {
  const result = values[0]!.map(() => 0);
  for (const [row, value] of values.entries()) {
    const weight = Math.min(strengths[row]!, Math.max(0, 1 - beyond(strengths, row, top)));
    for (const [column, element] of value.entries()) result[column]! += weight * element;
  }
  return result;
}

/**
 * A step of a stack (equations 2 and 3), or of a queue (4 and 5).
 *
 * @param limit how many rows are kept, the newest first; defaults to all
 */
export function stackOrQueueStep(
  kind: 'stack' | 'queue',
  rows: OracleRows,
  {value, push, pop}: OracleOperation,
  limit = Infinity,
): {read: number[]; rows: OracleRows} {
  const top = kind === 'stack';
  const values = [...rows.values, [...value]];
  const strengths = [...popped(rows.strengths, pop, top), push];
  const dropped = Math.max(0, values.length - limit);
  const after = {values: values.slice(dropped), strengths: strengths.slice(dropped)};
  return {read: readAt(after, top), rows: after};
}

/**
 * A step of a deque (equations 6 to 11).
 *
 * @param limit how many rows are kept, an even number, half of them from each end; defaults to all
 */
export function dequeStep(
  rows: OracleRows,
  top: OracleOperation,
  bottom: OracleOperation,
  limit = Infinity,
): {topRead: number[]; bottomRead: number[]; rows: OracleRows} {
  const left = popped(popped(rows.strengths, top.pop, true), bottom.pop, false);
  const values = [[...bottom.value], ...rows.values, [...top.value]];
  const strengths = [bottom.push, ...left, top.push];
  const dropped = Math.max(0, values.length - limit);
  const start = (values.length - dropped) / 2;
  const after = {values: values.toSpliced(start, dropped), strengths: strengths.toSpliced(start, dropped)};
  return {topRead: readAt(after, true), bottomRead: readAt(after, false), rows: after};
}
