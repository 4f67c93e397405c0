/**
 * A Markdown table; the first row is its heading.
 *
 * @param left the number of left-aligned columns; the others are right-aligned
 */
export function markdownTable(rows: readonly (readonly string[])[], left = 1): string {
  const [heading, ...body] = rows as [readonly string[], ...(readonly string[])[]];
  const rule = heading.map((_, column) => (column < left ? '---' : '---:'));
  return [heading, rule, ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** An image with a caption below it; its alternative text is the first sentence of that. */
export function markdownFigure(path: string, caption: string): string {
  const [alternative] = caption.split(/(?<=\.) /);
  return `![${alternative}](${path})\n\n*${caption}*`;
}
