import {ArgumentError} from '@ntmjs/arguments';
import type {Part} from './part.js';
import {loadPart, partNames} from './parts.js';
import {type Results, sumOf} from './results.js';

/** What kinds of disturbances or cases this machine did not allow begin with in the counts. */
const NOT_RUN = 'not run: ';

/** A number with thin spaces between thousands. */
function numberText(value: number): string {
  return value.toLocaleString('en-US').replaceAll(',', ' ');
}

/** Counts in one cell, the greatest first. */
function countsText(counts: Results['counts']): string {
  return Object.entries(counts)
    .filter(([kind]) => !kind.startsWith(NOT_RUN))
    .sort(([, one], [, other]) => other - one)
    .map(([kind, count]) => `${numberText(count)} ${kind}`)
    .join('; ');
}

/** The results of a part, of all its seeds and cases. */
function rowOf({name, title, holds}: Part, results: readonly Results[]): string {
  const own = results.filter(({part}) => part === name);
  const [cases, failed] = [own.map(({cases}) => cases), own.map(({failures}) => failures.length)].map(
    (counts) => counts.reduce((sum, count) => sum + count, 0),
  );
  if (cases === 0) return `| \`${name}\` | ${title} | ${holds} | not run | | |`;
  const counts = countsText(sumOf(own.map((one) => one.counts)));
  return `| \`${name}\` | ${title} | ${holds} | ${numberText(cases!)} | ${counts} | ${numberText(failed!)} |`;
}

/** What was not run, and why. */
function notRunLines(results: readonly Results[]): string[] {
  const counts = sumOf(results.map((one) => one.counts));
  const kinds = Object.keys(counts).filter((kind) => kind.startsWith(NOT_RUN));
  return kinds.length === 0 ? [] : [...kinds.map((kind) => `- Not run: ${kind.slice(NOT_RUN.length)}.`), ''];
}

/**
 * The table of results for a page.
 *
 * @throws ArgumentError if there are results of an unknown part
 */
export async function tableLines(results: readonly Results[]): Promise<string[]> {
  for (const {part} of results) {
    if (!partNames.includes(part))
      throw new ArgumentError('results', `those of ${partNames.join(', ')}`, part);
  }
  const parts = await Promise.all(partNames.map(loadPart));
  const versions = [...new Set(results.map(({versions: {node, platform}}) => `Node ${node}, ${platform}`))];
  const commits = [...new Set(results.map(({versions: {commit}}) => commit))];
  return [
    `${versions.join('; ')}; commits ${commits.join(', ')}.`,
    '',
    '| part | what is tried | what must hold | cases | how they ended | failed |',
    '|---|---|---|---:|---|---:|',
    ...parts.map((part) => rowOf(part, results)),
    '',
    ...notRunLines(results),
  ];
}
