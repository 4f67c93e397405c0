/** A column of text, aligned left, or of numbers, aligned right. */
export interface Column {
  readonly heading: string;
  readonly kind: 'text' | 'numbers';
}

/** Formats blocks of rows as a text table, with an empty line between blocks. */
export function textTable(columns: readonly Column[], blocks: readonly (readonly string[][])[]): string {
  const headings = columns.map(({heading}) => heading);
  const rows = [headings, ...blocks.flat()];
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) =>
        columns[index]!.kind === 'numbers' ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!),
      )
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('──');
  return [line(headings), rule, blocks.map((block) => block.map(line).join('\n')).join('\n\n')].join('\n');
}

/** A column of text. */
export const text = (heading: string): Column => ({heading, kind: 'text'});
/** A column of numbers. */
export const numbers = (heading: string): Column => ({heading, kind: 'numbers'});

/** Formats a number with three significant digits and no exponent. */
export function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
