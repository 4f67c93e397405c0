/**
 * The table: the outcome of each check on each subject, over all hosts.
 *
 * @param hosts what `readResults` returned
 * @returns the hosts that `ran`, those that did not as `{name, reason}` (`notRun`); the names of `checks` and
 * `subjects`; `cells[check][subject]`, each with the number of hosts on which it was `tried` and `notes` on what is not passed, as
 * `{symbol, note}`; the texts of the `notes`; and the `problems`, of which there must be none
 */
export function makeGrid(hosts) {
  const [first] = hosts.filter(({results}) => results !== undefined);
  const names = (results) => results.map(({check, subject}) => `${check} | ${subject}`).join('\n');
  const problems = [];
  const notRun = [];
  const ran = hosts.filter(({name, results, notRun: reason}) => {
    if (results !== undefined && names(results) === names(first.results)) return true;
    const text = reason ?? (results === undefined ? 'no results' : 'results of another version of the suite');
    notRun.push({name, reason: text});
    if (reason === undefined) problems.push(`${name}: ${text}; run npm run test:all`);
    return false;
  });
  const checks = [...new Set(first?.results.map(({check}) => check))];
  const subjects = [...new Set(first?.results.map(({subject}) => subject))];
  const allNotes = [];
  const cells = checks.map((_, row) =>
    subjects.map((_, column) => {
      let tried = 0;
      const texts = new Map();
      for (const {name, results} of ran) {
        const {check, subject, outcome} = results[column * checks.length + row];
        if (isNotRun(outcome)) continue;
        tried += 1;
        if (outcome.status === 'passed') continue;
        if (outcome.status === 'failed') problems.push(`${name}: ${check} on ${subject}: ${outcome.message}`);
        const {symbol, text} = describe(outcome);
        const entry = texts.get(text) ?? {symbol, names: []};
        entry.names.push(name);
        texts.set(text, entry);
      }
      const notes = [...texts].map(([text, {symbol, names}]) => {
        const where = names.length === tried ? '' : ` (${names.join(', ')})`;
        return {symbol, note: noteOf(allNotes, `${text}${where}`)};
      });
      return {tried, notes};
    }),
  );
  return {ran, notRun, checks, subjects, cells, notes: allNotes, problems};
}

/** Whether a check was not run on a host though it could be, which says nothing about the layer. */
const isNotRun = ({status, reason}) => status === 'skipped' && reason.includes('NTM_CONFORMANCE');

/** What is not passed, as a symbol and a text. */
function describe({status, reason, message}) {
  if (status === 'known') return {symbol: 't', text: `tfjs: ${reason}`};
  if (status === 'skipped') return {symbol: '–', text: `does not apply: ${reason}`};
  return {symbol: '✗', text: `FAILED: ${message.split('\n')[0].slice(0, 200)}`};
}

/** The number of a note, which is added if it is new. */
function noteOf(notes, text) {
  const index = notes.indexOf(text);
  return index >= 0 ? index + 1 : notes.push(text);
}
