// @module-tag full
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readdir, readFile} from 'node:fs/promises';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {useFolder} from '@ntmjs/test-support';
import {expect, test} from 'vitest';
import {runCommand} from '../fixtures/commandProcess.js';

const path = useFolder();

const command = fileURLToPath(new URL('../../bin/ntm.js', import.meta.url));

const args = (runs: string, jobs: number) => [
  ...['reproduce', '--task', 'copy', '--task-option', 'vectorWidth=2', '--task-option', 'maxLength=2'],
  ...['--model', 'ntm-feedforward,dnc', '--seeds', '2', '--sequences', '3000', '--episodes', '2'],
  ...['--runs', path(runs), '--jobs', String(jobs), '--json'],
];

/** The identities and the weights of the runs that are done. */
async function resultsIn(runs: string): Promise<object[]> {
  const files = (await readdir(path(runs), {recursive: true})).filter((name) =>
    /^[^/]*[/]result-/.test(name),
  );
  const results = await Promise.all(files.map((name) => readFile(path(runs, name), 'utf8')));
  return results
    .map((text) => JSON.parse(text))
    .map(({id, weights}) => ({id, weights}))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** Runs a reproduction, and kills it after so many events: what it began ends by itself. */
async function killed(runs: string, jobs: number, events: number): Promise<void> {
  const child = spawn(process.execPath, [command, ...args(runs, jobs)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let seen = 0;
  createInterface({input: child.stdout}).on('line', () => {
    if (++seen === events) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
}

test('results depend neither on the number of processes nor on kills', async () => {
  await killed('killed', 2, 5);
  const {code, stderr} = await runCommand(args('killed', 1));
  expect([code, stderr]).toEqual([0, '']);
  expect((await runCommand(args('whole', 3))).code).toBe(0);
  const [killedRuns, wholeRuns] = await Promise.all([resultsIn('killed'), resultsIn('whole')]);
  expect(wholeRuns).toHaveLength(4);
  expect(killedRuns).toEqual(wholeRuns);
});
