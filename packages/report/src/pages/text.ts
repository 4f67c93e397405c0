import {ArgumentError, requireList} from '@ntmjs/arguments';

/** An integer in groups of three digits: `12 000`. */
export function count(value: number): string {
  requireAnyNumber('value', value);
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** A number of bits to three significant digits; only exactly zero is `0`. */
export function bits(value: number): string {
  requireAnyNumber('value', value);
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return String(value);
  return value >= 100 ? value.toFixed(0) : value >= 0.001 ? value.toPrecision(3) : value.toExponential(1);
}

/** A duration: `7s`, `3m 05s`, `1h 02m`; `?` if it is not finite. */
export function duration(seconds: number): string {
  requireAnyNumber('seconds', seconds);
  if (!Number.isFinite(seconds)) return '?';
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${two(whole % 60)}s`;
  return `${Math.floor(whole / 3600)}h ${two(Math.floor((whole % 3600) / 60))}m`;
}

/** A text table with right-aligned columns; the first row is its heading. */
export function table(rows: readonly (readonly string[])[]): string {
  requireList('rows', rows, 'a list of at least one row', 1);
  for (const [index, row] of rows.entries()) {
    const expected = `a list of ${rows[0]?.length} strings`;
    if (requireList(`rows[${index}]`, row, expected).length === rows[0]!.length && row.every(isText))
      continue;
    throw new ArgumentError(`rows[${index}]`, expected, row);
  }
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => cell.padStart(widths[column]!)).join('   ');
  const rule = widths.map((width) => '─'.repeat(width)).join('───');
  return [line(rows[0]!), rule, ...rows.slice(1).map(line)].map((text) => `  ${text}`).join('\n');
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/** Returns `value` if it is a number, NaN and infinity included; throws an `ArgumentError` otherwise. */
export function requireAnyNumber(argument: string, value: number): number {
  if (typeof value === 'number') return value;
  throw new ArgumentError(argument, 'a number', value);
}
