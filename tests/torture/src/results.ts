import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {ArgumentError} from '@ntmjs/arguments';
import type {Outcome} from './part.js';

/** The results of consecutive cases of a part. */
export interface Results {
  readonly part: string;
  readonly seed: number;
  /** The number of the first case. */
  readonly from: number;
  /** How many cases were run. */
  readonly cases: number;
  readonly seconds: number;
  /** What was tried and how it ended, by kind. */
  readonly counts: Readonly<Record<string, number>>;
  readonly failures: readonly {readonly index: number; readonly message: string}[];
  /** What it was run with: the version of Node, the platform, the commit. */
  readonly versions: Readonly<Record<string, string>>;
}

/** The results with those of one more case. */
export function withOutcome(results: Results, index: number, {counts, failure}: Outcome): Results {
  const failures = failure === undefined ? [] : [{index, message: failure}];
  return {
    ...results,
    cases: results.cases + 1,
    counts: sumOf([results.counts, counts]),
    failures: [...results.failures, ...failures],
  };
}

/** The sums of counts, kind by kind. */
export function sumOf(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const counts of all) {
    for (const [kind, count] of Object.entries(counts)) sum[kind] = (sum[kind] ?? 0) + count;
  }
  return sum;
}

/** Writes results into a folder, in place of those of the same cases. */
export function writeResults(folder: string, results: Results): void {
  const {part, seed, from} = results;
  mkdirSync(folder, {recursive: true});
  writeFileSync(join(folder, `${part}-${seed}-${from}.json`), `${JSON.stringify(results, null, 2)}\n`);
}

/**
 * Reads all results in a folder.
 *
 * @throws ArgumentError if the folder has none, or cases of a part were run twice
 */
export function readResults(folder: string): Results[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const all = names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Results);
  if (all.length === 0)
    throw new ArgumentError('results', 'a folder with results of npm run torture', folder);
  for (const one of all) {
    const twice = all.find(
      (other) =>
        other !== one &&
        other.part === one.part &&
        other.seed === one.seed &&
        other.from >= one.from &&
        other.from < one.from + one.cases,
    );
    if (twice !== undefined) {
      const expected = `results of different cases (those of ${one.part} from ${twice.from} were run twice)`;
      throw new ArgumentError('results', expected, folder);
    }
  }
  return all;
}
