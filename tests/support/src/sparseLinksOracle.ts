import {uniformStream} from './random.js';

/*
 * Sparse weightings and links for one sample: in double precision, with plain loops and sorting, from the equations of Rae et al. 2016,
 * supplement D. Nothing here is shared with the tensor operations.
 */

/** Rows, from 0 on, with weights, in an order. A row that is there several times has the sum of its weights. */
export type OracleEntries = readonly (readonly [row: number, weight: number])[];

export interface OracleLinks {
  /** N(i, j), by i: the rows j before row i and the strengths. */
  readonly predecessors: readonly OracleEntries[];
  /** By j: the rows i after row j. */
  readonly successors: readonly (readonly number[])[];
}

/** The largest sums of the weights of each row, none of them 0; equal ones in the order of the entries. */
export function largestEntries(entries: OracleEntries, count: number): OracleEntries {
  const sums = new Map<number, number>();
  for (const [row, weight] of entries) sums.set(row, (sums.get(row) ?? 0) + weight);
  const present = [...sums].filter(([, weight]) => weight > 0);
  return present.sort(([, one], [, other]) => other - one).slice(0, count);
}

/** p_t, with so many entries. */
export function sparselyPreceding(
  precedence: OracleEntries,
  written: OracleEntries,
  count: number,
): OracleEntries {
  const kept = 1 - written.reduce((sum, [, weight]) => sum + weight, 0);
  return largestEntries(
    [...precedence.map(([row, weight]) => [row, kept * weight] as const), ...written],
    count,
  );
}

/** N(i, j) */
function strength(predecessors: OracleLinks['predecessors'], i: number, j: number): number {
  return predecessors[i]!.find(([row]) => row === j)?.[1] ?? 0;
}

/** N_t, with so many links of a row. */
export function sparselyLinked(
  links: OracleLinks,
  written: OracleEntries,
  precedence: OracleEntries,
  count: number,
): OracleLinks {
  const weights = new Map<number, number>();
  for (const [row, weight] of written) weights.set(row, (weights.get(row) ?? 0) + weight);
  const predecessors = links.predecessors.map((old, row) => {
    const w = weights.get(row);
    if (w === undefined) return old;
    const kept = old.map(([other, link]) => [other, (1 - w) * link] as const);
    const more = precedence.map(([other, weight]) => [other, w * weight] as const);
    return largestEntries(
      [...kept, ...more].filter(([other]) => other !== row),
      count,
    );
  });
  const successors = links.successors.map((old, from) => {
    if (!precedence.some(([row]) => row === from)) return old;
    const candidates = [...old, ...[...weights.keys()].filter((row) => !old.includes(row))];
    const entries = candidates.map((row) => [row, strength(predecessors, row, from)] as const);
    return largestEntries(entries, count).map(([row]) => row);
  });
  return {predecessors, successors};
}

/** f, with so many entries. */
export function sparselyForward(
  {predecessors, successors}: OracleLinks,
  read: OracleEntries,
  count: number,
): OracleEntries {
  return largestEntries(
    read.flatMap(([row, weight]) =>
      successors[row]!.map((other) => [other, strength(predecessors, other, row) * weight] as const),
    ),
    count,
  );
}

/** b, with so many entries. */
export function sparselyBackward(
  {predecessors}: OracleLinks,
  read: OracleEntries,
  count: number,
): OracleEntries {
  return largestEntries(
    read.flatMap(([row, weight]) =>
      predecessors[row]!.map(([other, link]) => [other, link * weight] as const),
    ),
    count,
  );
}

/** A list of exactly so many entries. */
function padded<T>(list: readonly T[], count: number, nothing: T): T[] {
  return Array.from({length: count}, (_, index) => list[index] ?? nothing);
}

const NONE = [0, 0] as const;

/** The row numbers and the weights of so many entries, as a `SparseWeighting` has them: row 0 with the weight 0 where there are fewer. */
export function entriesAsArrays(entries: OracleEntries, count: number) {
  const all = padded(entries, count, NONE);
  return {rowNumbers: all.map(([row]) => row), weights: all.map(([, weight]) => weight)};
}

/** The inverse of `entriesAsArrays`: entries of the weight 0 too. */
export function entriesOf(rowNumbers: readonly number[], weights: readonly number[]): OracleEntries {
  return rowNumbers.map((row, index) => [row, weights[index]!]);
}

/** Flat arrays `[rows, count]`, as `SparseLinks` have them: row numbers from 1 on, 0 where there is no link. */
export function linksAsArrays({predecessors, successors}: OracleLinks, count: number) {
  const numbers = (rows: readonly number[]) =>
    padded(
      rows.map((row) => row + 1),
      count,
      0,
    );
  return {
    predecessors: predecessors.flatMap((entries) => numbers(entries.map(([row]) => row))),
    strengths: predecessors.flatMap((entries) => entriesAsArrays(entries, count).weights),
    successors: successors.flatMap(numbers),
  };
}

/** The inverse of `linksAsArrays`. */
export function linksOf(
  arrays: {
    readonly predecessors: readonly number[];
    readonly strengths: readonly number[];
    readonly successors: readonly number[];
  },
  count: number,
): OracleLinks {
  const listed = (values: readonly number[]) =>
    Array.from({length: values.length / count}, (_, row) => values.slice(row * count, (row + 1) * count));
  const strengths = listed(arrays.strengths);
  return {
    predecessors: listed(arrays.predecessors).map((numbers, row) =>
      entriesOf(
        numbers.map((number) => number - 1),
        strengths[row]!,
      ).filter(([other]) => other >= 0),
    ),
    successors: listed(arrays.successors).map((numbers) =>
      numbers.map((number) => number - 1).filter((row) => row >= 0),
    ),
  };
}

/** Links of which every row has `count` predecessors with strengths that sum to 1 at most, and the successors that follow from these. */
export function someLinks(seed: number, rows: number, count: number): OracleLinks {
  const next = uniformStream(seed);
  const predecessors = Array.from({length: rows}, (_, row) => {
    const others = Array.from({length: rows - 1}, (_, index) => (row + 1 + index) % rows)
      .map((other) => [next(), other] as const)
      .sort(([one], [other]) => one - other)
      .slice(0, count);
    const shares = others.map(() => 0.1 + next());
    const total = 1.2 * shares.reduce((sum, share) => sum + share, 0);
    const strengths = shares.map((share) => share / total).sort((one, other) => other - one);
    return strengths.map((share, index) => [others[index]![1], share] as const);
  });
  const successors = Array.from({length: rows}, (_, from) => {
    const entries = predecessors.map((_, row) => [row, strength(predecessors, row, from)] as const);
    return largestEntries(entries, count).map(([row]) => row);
  });
  return {predecessors, successors};
}

/**
 * N_t as a whole, `[rows][rows]`, with all links: those to row i fade as it is written again.
 *
 *     N_t(i, j) = (1 − w^w(i)) N_{t−1}(i, j) + w^w(i) p_{t−1}(j), j ≠ i
 */
export function fullyLinked(
  links: readonly (readonly number[])[],
  written: readonly number[],
  precedence: readonly number[],
): number[][] {
  return links.map((values, i) =>
    values.map((value, j) => (i === j ? 0 : (1 - written[i]!) * value + written[i]! * precedence[j]!)),
  );
}
