#!/usr/bin/env node
// Prints the conformance table from the results of the last run; with --write, puts it into docs/conformance.md too.
// `--results <folder>` and `--page <file>` are other places. Ends with 1 if a result is missing or a check failed.
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
if (values.write) {
  const page = values.page ?? path('../../../docs/conformance.md');
  const [before, , after] = readFileSync(page, 'utf8').split(
    /(?<=<!-- table -->\n)|(?=<!-- end of table -->)/,
  );
  writeFileSync(page, [before, '\n', markdownLines(grid).join('\n'), '\n\n', after].join(''));
}
