import {escaped} from './html.js';

export interface HtmlTableArgs {
  readonly caption: string;
  /** The first row is the heading; the first cell of each other row is its header. */
  readonly rows: readonly (readonly string[])[];
}

/** An HTML table; a wide table scrolls. */
export function htmlTable({caption, rows}: HtmlTableArgs): string {
  const [heading, ...body] = rows as [readonly string[], ...(readonly string[])[]];
  return [
    `<div class="wide" tabindex="0" role="region" aria-label="${escaped(caption)}"><table>`,
    `<caption>${escaped(caption)}</caption>`,
    `<thead><tr>${heading.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('')}</tr></thead>`,
    '<tbody>',
    ...body.map(
      ([first, ...cells]) =>
        `<tr><th scope="row">${escaped(first!)}</th>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`,
    ),
    '</tbody></table></div>',
  ].join('\n');
}
