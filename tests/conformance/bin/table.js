#!/usr/bin/env node
// Prints the conformance table from the results of the last full run (`npm run test:all`). With --write, it also puts the
// table into docs/conformance.md, if the suite ran on every host. `--results <folder>` and `--page <file>` name other
// locations. Exits with 1 if a result is missing, a check failed, or nothing was written.
import {readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {makeGrid} from '../table/grid.js';
import {markdownLines, textLines} from '../table/lines.js';
import {readResults} from '../table/read.js';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const options = {write: {type: 'boolean'}, results: {type: 'string'}, page: {type: 'string'}};
const {values} = parseArgs({options});
const grid = makeGrid(readResults(values.results ?? path('../results')));

console.log(['', 'Conformance', ...textLines(grid), ''].join('\n'));
for (const problem of grid.problems) console.error(problem);
if (grid.problems.length > 0) process.exitCode = 1;
const complete = grid.problems.length === 0 && grid.notRun.length === 0;
if (values.write && !complete) {
  console.error('not written: the page gets the results of a run on every host, without failures');
  process.exitCode = 1;
}
if (values.write && complete) {
  const page = values.page ?? path('../../../docs/conformance.md');
  const [before, , after] = readFileSync(page, 'utf8').split(
    /(?<=<!-- table -->\n)|(?=<!-- end of table -->)/,
  );
  writeFileSync(page, [before, '\n', markdownLines(grid).join('\n'), '\n\n', after].join(''));
}
