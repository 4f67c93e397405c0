/** A column: its heading, and whether it holds words, which stand to the left, or numbers. */
export interface Column {
  readonly heading: string;
  readonly kind: 'words' | 'numbers';
}

/** Blocks of rows as a table for people, with an empty line between two blocks. */
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

/** Columns of words and of numbers by their headings. */
export const words = (heading: string): Column => ({heading, kind: 'words'});
export const numbers = (heading: string): Column => ({heading, kind: 'numbers'});

/** Three significant digits, and never an exponent. */
export function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
