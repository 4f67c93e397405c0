import {readdir, readFile} from 'node:fs/promises';
import {useFolder} from '@ntmjs/test-support';
import {expect, test, vi} from 'vitest';
import {eventsOf, ntm} from '../fixtures/command.js';

// In this process, which the tests' sources need no build for.
vi.mock('@ntmjs/sweep/runs', async (importOriginal) => {
  const runs = await importOriginal<typeof import('@ntmjs/sweep/runs')>();
  return {...runs, trainInProcess: () => runs.trainAttempt};
});

const path = useFolder();

const options = ['--task', 'copy', '--task-option', 'vectorWidth=2', '--task-option', 'maxLength=2'];

/** Runs `ntm reproduce` on the models of seeds. */
function reproduced(seeds: number, ...more: readonly string[]) {
  const length = ['--sequences', '10', '--episodes', '2'];
  const which = ['--model', 'ntm-feedforward', '--seeds', String(seeds), '--runs', path('runs')];
  return ntm(['reproduce', ...options, ...which, ...length, ...more]);
}

test('each run is printed when it is done, and reported with the command that trains it', async () => {
  const {code, stdout, stderr} = await reproduced(1);
  expect([code, stderr]).toEqual([0, '']);
  const name = 'copy-ntm-feedforward-vectorWidth=2-maxLength=2-1';
  const line = new RegExp(`^${name}: not solved, 10 sequences in .*, copy-ntm-feedforward-1-[^/]+/1$`, 'm');
  expect(stdout).toMatch(line);
  expect(stdout).toMatch(/^1 runs are done\. /m);
  const markdown = await readFile(path('runs', 'report', 'README.md'), 'utf8');
  expect(markdown).toContain(
    'npx ntm reproduce --task copy --task-option vectorWidth=2 --task-option maxLength=2 --model ntm-feedforward --seeds 1 ' +
      '--sequences 10 --episodes 2 ',
  );
  expect(markdown).toContain('| Copy (vector width 2, max length 2) | NTM, feedforward controller |');
  const [run, report] = eventsOf(await reproduced(2, '--json')).filter(({event}) => event !== 'progress');
  expect(run).toMatchObject({event: 'run', run: name.replace(/1$/, '2'), sequences: 10, solvedAt: null});
  expect(report).toMatchObject({event: 'report', runs: 2, missing: 0});
});

test('--report-only reports what is done, and what is missing; models are those of the median seed', async () => {
  await reproduced(2);
  const before = await readdir(path('runs'));
  const more = ['--report-only', '--report', path('docs'), '--pretrained', path('models')];
  const {code, stdout} = await reproduced(3, ...more);
  expect(code).toBe(1);
  expect(stdout).toContain('2 runs are done, 1 are missing.');
  expect(stdout).toMatch(/models.copy-vectorWidth-2-maxLength-2-ntm-feedforward: seed [12]\n/);
  expect(await readdir(path('runs'))).toEqual(before);
  const markdown = await readFile(path('docs', 'README.md'), 'utf8');
  expect(markdown).toContain('- Copy (vector width 2, max length 2), NTM, feedforward controller: seed 3\n');
});

test.each([
  [['--task', 'copy', '--task-option', 'answer=copy'], /^ntm: --task-option answer must be omitted /],
  [
    ['--task', 'copy', '--task-option', 'vectorWidth=0'],
    'ntm: --task-option vectorWidth must be a positive integer, got 0\n',
  ],
  [['--task', 'copy', '--task-option', 'bits'], 'ntm: --task-option must be name=value, got "bits"\n'],
  [['--task', 'sing'], /^ntm: --task must be one of "copy", /],
  [['--task', 'copy', '--queue', 'http://localhost'], /^ntm: --queue must be the address of a queue: /],
  [['--task', 'copy', '--lease', '0'], /^ntm: --lease must be /],
  [['--task', 'dyck', '--settings', 'paper'], /^ntm: --settings must be omitted for dyck, /],
])('rejects %j', async (args, message) => {
  const {code, stderr} = await ntm(['reproduce', ...args, '--runs', path('runs')]);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});
