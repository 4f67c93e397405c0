import {existsSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {eventsOf, ntm} from '../fixtures/command.js';
import {useWorkingFolder} from '../fixtures/workingFolder.js';

useWorkingFolder();

test('--init writes an example, and never over a file', async () => {
  const {code, stdout} = await ntm(['sweep', '--init', 'first.ts']);
  expect([code, stdout]).toEqual([0, 'Edit first.ts, then: npx ntm sweep first.ts\n']);
  expect(readFileSync('first.ts', 'utf8')).toContain('export default defineSweep({');
  const again = await ntm(['sweep', '--init', 'first.ts']);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain(
    '--init must be a file that is not there and can be written, got "first.ts": EEXIST',
  );
});

test('the status of a sweep that has not begun has a page and results', async () => {
  await ntm(['sweep', '--init', 'first.json']);
  const {code, stdout} = await ntm(['sweep', 'status', 'first.json']);
  expect([code, stdout]).toEqual([
    1,
    '0 of 60 runs are done\nThe page of the sweep: sweeps/first/report.html\n',
  ]);
  expect(readFileSync('sweeps/first/report.html', 'utf8')).toContain('<h1>first</h1>');
  expect(JSON.parse(readFileSync('sweeps/first/results.json', 'utf8')).runs).toEqual([]);
  const json = await ntm(['sweep', 'status', 'first.json', '--json']);
  expect(eventsOf(json)).toEqual([
    {event: 'sweep', runs: 0, done: 0, failed: 0, stopped: 0, page: 'sweeps/first/report.html'},
  ]);
  expect(existsSync('sweeps/runs')).toBe(false);
});
