import type {HeadMove} from '@ntmjs/inspect';
import {escaped} from '../pages/html.js';
import {htmlTable} from '../pages/htmlTable.js';
import {type HeadSummary, type MemorySummary, numberRanges} from './accounts.js';

/** The summary of a memory as HTML. */
export function accountsHtml({steps, rows, heads, unusedRows}: MemorySummary): string {
  if (unusedRows === undefined) {
    return '<p>The heads of this memory attend to no rows: there is no account of where they point.</p>';
  }
  return [
    '<h3>What the heads do</h3>',
    ...heads.map(
      ({label, sentences}) =>
        `<h4>${escaped(label)}</h4>\n<ul>${sentences.map((sentence) => `<li>${escaped(sentence)}</li>`).join('\n')}</ul>`,
    ),
    `<p>${unusedText(unusedRows, rows)}</p>`,
    '<h3>Where the heads point</h3>',
    htmlTable({
      caption: `Each head over the ${steps} steps: a head points at a row that has half of its weight or more.`,
      rows: [
        ['head', 'points at a row', 'largest weight', 'effective rows', 'found by content', 'by location'],
        ...heads.map((head) => [
          head.label,
          `${head.pointing} of ${steps} steps`,
          head.weight.toFixed(2),
          head.effectiveRows.toFixed(1),
          head.byContent === undefined ? '–' : `${head.byContent} steps`,
          head.byLocation === undefined ? '–' : `${head.byLocation} steps`,
        ]),
      ],
    }),
    '<p>Weights and rows are medians over the steps. The effective rows of a weighting are those of an even weighting with the same entropy. ' +
      `${heads.some(({byContent}) => byContent !== undefined) ? 'A row is found by content if more of its weight came from the look-up by key than was there before.' : 'Only heads of Neural Turing Machines show how they find rows.'}</p>`,
    ...heads.map(
      (head) =>
        `<details><summary>${escaped(head.label)}, step by step</summary>\n${movesTable(head)}</details>`,
    ),
  ].join('\n');
}

function unusedText(unused: readonly number[], rows: number): string {
  if (unused.length === 0) return `Every one of the ${rows} rows was used.`;
  if (unused.length === rows) return `None of the ${rows} rows was used.`;
  return `${unused.length} of ${rows} rows were never used: ${numberRanges(unused)}.`;
}

function movesTable({label, moves}: HeadSummary): string {
  return htmlTable({
    caption: `The ${label} at each step`,
    rows: [
      ['step', 'row', 'weight', 'effective rows', 'moved by', 'found by'],
      ...moves.map((move, step) => [
        String(step),
        move.state === 'points' ? String(move.focus.row) : move.state,
        move.focus.weight.toFixed(2),
        move.focus.effectiveRows.toFixed(1),
        move.shift === undefined ? '–' : signed(move.shift),
        foundBy(move),
      ]),
    ],
  });
}

function foundBy({origin}: HeadMove): string {
  if (origin === undefined) return '–';
  return origin.by === 'content'
    ? `content, at row ${origin.from}${origin.shift === 0 ? '' : `, then ${signed(origin.shift)}`}`
    : 'location';
}

function signed(shift: number): string {
  return shift > 0 ? `+${shift}` : shift < 0 ? `−${-shift}` : '0';
}
