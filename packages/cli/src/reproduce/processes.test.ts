// @module-tag full
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {useFolder} from '@ntmjs/test-support';
import {expect, test} from 'vitest';
import {runCommand} from '../fixtures/commandProcess.js';
import {weightsOf} from '../fixtures/runFiles.js';

const path = useFolder();

const command = fileURLToPath(new URL('../../bin/ntm.js', import.meta.url));

const args = (runs: string, jobs: number) => [
  ...['reproduce', '--task', 'copy', '--task-option', 'vectorWidth=2', '--task-option', 'maxLength=2'],
  ...['--model', 'ntm-feedforward,dnc', '--seeds', '2', '--sequences', '3000', '--episodes', '2'],
  ...['--runs', path(runs), '--jobs', String(jobs), '--json'],
];

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
  for (const run of ['ntm-feedforward', 'dnc'].flatMap((model) => [1, 2].map((seed) => `${model}-${seed}`))) {
    const folder = `copy-${run.replace(/-(\d)$/, '-vectorWidth=2-maxLength=2-$1')}`;
    expect(await weightsOf(path('killed', folder))).toEqual(await weightsOf(path('whole', folder)));
  }
});
