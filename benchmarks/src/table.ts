import type {Measurement} from './measurement.js';
import {median} from './median.js';

const HEADINGS = ['model', 'batch', 'engine', 'backend', 'threads', 'sequences/s', 'min – max', 'ratio'];

/** How many of the columns are words, which stand to the left; the rest are numbers. */
const NUMERIC = new Set(['batch', 'threads', 'sequences/s', 'min – max', 'ratio']);

/** Three significant digits, and never an exponent. */
function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function cells({case: item, rates, ratio}: Measurement): string[] {
  return [
    item.model,
    String(item.batch),
    item.engine,
    item.backend,
    String(item.threads),
    short(median(rates)),
    `${short(Math.min(...rates))} – ${short(Math.max(...rates))}`,
    `${short(ratio)} ×`,
  ];
}

/** The measurements as a table for people: one block a comparison, with an empty line between two. */
export function table(comparisons: readonly (readonly Measurement[])[]): string {
  const blocks = comparisons.map((measurements) => measurements.map(cells));
  const rows = [HEADINGS, ...blocks.flat()];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        NUMERIC.has(HEADINGS[column]!) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('──');
  return [line(HEADINGS), rule, blocks.map((block) => block.map(line).join('\n')).join('\n\n')].join('\n');
}
