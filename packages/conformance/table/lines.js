/** Columns are letters, so that a line of the table is short. */
const letter = (index) => String.fromCharCode('a'.charCodeAt(0) + index);

const cellText = (cell) =>
  cell.length === 0 ? '✓' : cell.map(({symbol, note}) => `${symbol}${note}`).join(' ');

/** Where the suite ran, and where not and why; `seconds` are said if asked for. */
export function hostLines(hosts, withSeconds) {
  const ran = hosts
    .filter(({results}) => results !== undefined)
    .map(({name, seconds}) => (withSeconds ? `${name} ${Math.round(seconds)} s` : name));
  const not = hosts
    .filter(({results}) => results === undefined)
    .map(({name, notRun}) => `${name}: ${notRun ?? 'no results'}`);
  return [
    `Ran in: ${ran.join(', ') || 'no place'}.`,
    ...(not.length === 0 ? [] : [`Not run: ${not.join('; ')}.`]),
  ];
}

/** The table for a terminal. */
export function textLines(hosts, {checks, subjects, cells, notes}) {
  const width = Math.max(0, ...checks.map(({length}) => length));
  const columns = subjects.map((_, column) =>
    Math.max(1, ...cells.map((row) => cellText(row[column]).length)),
  );
  const line = (name, texts) =>
    `  ${name.padEnd(width)}  ${texts.map((text, column) => text.padEnd(columns[column])).join(' ')}`.trimEnd();
  return [
    ...hostLines(hosts, true),
    '',
    ...subjects.map((subject, index) => `  ${letter(index)}  ${subject}`),
    '',
    line(
      '',
      subjects.map((_, index) => letter(index)),
    ),
    ...checks.map((check, row) => line(check, cells[row].map(cellText))),
    '',
    '  ✓ passed everywhere   t tfjs itself does not do that   – does not apply   ✗ failed',
    ...notes.map((note, index) => `  ${String(index + 1).padStart(2)}  ${note}`),
  ];
}

/** The table for a page. */
export function markdownLines(hosts, {checks, subjects, cells, notes}) {
  const row = (texts) => `| ${texts.join(' | ')} |`;
  return [
    ...hostLines(hosts, false),
    '',
    ...subjects.map((subject, index) => `- **${letter(index)}** ${subject}`),
    '',
    row(['', ...subjects.map((_, index) => letter(index))]),
    row(['---', ...subjects.map(() => ':-:')]),
    ...checks.map((check, index) => row([check, ...cells[index].map(cellText)])),
    '',
    '✓ passed everywhere; t tfjs itself does not do that; – does not apply; ✗ failed.',
    '',
    ...notes.map((note, index) => `${index + 1}. ${note}`),
  ];
}
