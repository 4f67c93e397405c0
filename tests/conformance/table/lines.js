/** Columns are letters, so that a line of the table is short. */
const letter = (index) => 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'[index];

/** What is not passed; else a tick, or the number of hosts where it was tried if those are not all. */
function cellText({tried, notes}, hosts) {
  if (notes.length > 0) return notes.map(({symbol, note}) => `${symbol}${note}`).join(' ');
  return tried === hosts ? '✓' : String(tried);
}

/** What the symbols mean. */
function legend({ran}) {
  return [
    `✓ passed on all ${ran.length} hosts`,
    'a number: passed on so many, and not tried on the others',
    't a limit of tfjs itself',
    '– does not apply',
    '✗ failed',
  ];
}

const WIDTH = 128;

/** Text wrapped to lines of at most `WIDTH` characters; every line after the first is indented. */
function wrapped(text, indent = '') {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line.length + 1 + word.length <= WIDTH)
      lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
    else lines.push(indent + word);
  }
  return lines;
}

/** Where the suite ran, with the seconds if asked for, and where it did not and why. */
function hostTexts({ran, notRun}, withSeconds) {
  const places = ran.map(({name, seconds}) => (withSeconds ? `${name} ${Math.round(seconds)} s` : name));
  const reasons = [...new Set(notRun.map(({reason}) => reason))].map((reason) => {
    const names = notRun.filter((host) => host.reason === reason).map(({name}) => name);
    return `Not run: ${names.join(', ')}: ${reason}.`;
  });
  return [`Ran on: ${places.join(', ') || 'no host'}.`, ...reasons];
}

/** The table for a terminal. */
export function textLines(grid) {
  const {checks, subjects, notes} = grid;
  const cells = grid.cells.map((row) => row.map((cell) => cellText(cell, grid.ran.length)));
  const width = Math.max(0, ...checks.map(({length}) => length));
  const columns = subjects.map((_, column) => Math.max(1, ...cells.map((row) => row[column].length)));
  const line = (name, texts) =>
    `  ${name.padEnd(width)}  ${texts.map((text, column) => text.padEnd(columns[column])).join(' ')}`.trimEnd();
  return [
    ...hostTexts(grid, true).flatMap((text) => wrapped(text)),
    '',
    ...subjects.map((subject, index) => `  ${letter(index)}  ${subject}`),
    '',
    line(
      '',
      subjects.map((_, index) => letter(index)),
    ),
    ...checks.map((check, row) => line(check, cells[row])),
    '',
    ...wrapped(`  ${legend(grid).join('; ')}.`, '  '),
    ...notes.flatMap((note, index) => wrapped(`  ${String(index + 1).padStart(2)}  ${note}`, '    ')),
  ];
}

/** The table for a page. */
export function markdownLines(grid) {
  const {checks, subjects, notes} = grid;
  const cells = grid.cells.map((row) => row.map((cell) => cellText(cell, grid.ran.length)));
  const row = (texts) => `| ${texts.join(' | ')} |`;
  return [
    ...hostTexts(grid, false)
      .flatMap((text) => [...wrapped(text), ''])
      .slice(0, -1),
    '',
    ...subjects.map((subject, index) => `- **${letter(index)}** ${subject}`),
    '',
    row(['', ...subjects.map((_, index) => letter(index))]),
    row(['---', ...subjects.map(() => ':-:')]),
    ...checks.map((check, index) => row([check, ...cells[index]])),
    '',
    `${legend(grid).join('; ')}.`,
    '',
    ...notes.map((note, index) => `${index + 1}. ${note}`),
  ];
}
