#!/usr/bin/env node
// Prints the table of results of `npm run torture`. With --write, it also puts the table into docs/reliability.md. `--results <folder>`
// and `--page <file>` name other locations. Exits with 1 if a case failed.
import {readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {readResults} from '../dist/results.js';
import {tableLines} from '../dist/table.js';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const options = {write: {type: 'boolean'}, results: {type: 'string'}, page: {type: 'string'}};
const {values} = parseArgs({options});
const results = readResults(values.results ?? path('../results'));
const lines = await tableLines(results);

console.log(lines.join('\n'));
if (results.some(({failures}) => failures.length > 0)) process.exitCode = 1;
if (values.write) {
  const page = values.page ?? path('../../../docs/reliability.md');
  const table = /(?<=<!-- table -->\n)[\s\S]*(?=<!-- end of table -->)/;
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(table, () => ['', ...lines, ''].join('\n')),
  );
}
