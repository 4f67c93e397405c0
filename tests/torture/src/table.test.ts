import {execFile} from 'node:child_process';
import {readFile, writeFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {useFolder} from '@ntmjs/test-support';
import {expect, test} from 'vitest';
import {type Results, readResults, withOutcome, writeResults} from './results.js';

const path = useFolder();
const program = fileURLToPath(new URL('../bin/table.js', import.meta.url));

const none: Results = {
  ...{part: 'kills', seed: 1, from: 0, cases: 0, seconds: 0, counts: {}, failures: []},
  versions: {node: '20.0.0', platform: 'linux x64', commit: 'abc'},
};

async function table(): Promise<{code: number; stdout: string}> {
  await writeFile(path('page.md'), 'before\n<!-- table -->\n<!-- end of table -->\nafter\n');
  const args = [program, '--results', path('results'), '--page', path('page.md'), '--write'];
  try {
    return {code: 0, ...(await promisify(execFile)(process.execPath, args))};
  } catch (error) {
    return error as {code: number; stdout: string};
  }
}

test('results of several runs are one row of the page', async () => {
  const passed = withOutcome(none, 0, {counts: {killed: 1100, 'not run: disk full, which needs root': 1}});
  writeResults(path('results'), passed);
  writeResults(path('results'), withOutcome({...none, from: 1}, 1, {counts: {killed: 7}}));
  const {code} = await table();
  expect(code).toBe(0);
  const page = await readFile(path('page.md'), 'utf8');
  expect(page).toMatch(/^before\n<!-- table -->\n\nNode 20.0.0, linux x64; commits abc\.\n/);
  expect(page).toMatch(/\| `kills` \|.*\| 2 \| 1 107 killed \| 0 \|\n/);
  expect(page).toMatch(/\| `files` \|.*\| not run \|/);
  expect(page).toContain('- Not run: disk full, which needs root.\n');
  expect(page).toMatch(/<!-- end of table -->\nafter\n$/);
});

test('a failure is counted, and makes the exit code 1', async () => {
  writeResults(path('results'), withOutcome(none, 0, {counts: {killed: 1}, failure: 'planted'}));
  const {code, stdout} = await table();
  expect(code).toBe(1);
  expect(stdout).toMatch(/\| 1 killed \| 1 \|/);
});

test('cases that were run twice are refused', () => {
  writeResults(path('results'), {...none, cases: 3});
  writeResults(path('results'), {...none, from: 2, cases: 1});
  expect(() => readResults(path('results'))).toThrow('run twice');
});
