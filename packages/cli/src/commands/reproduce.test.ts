import {mkdir, readdir, readFile} from 'node:fs/promises';
import {jobFolder, jobOf} from '@ntmjs/report/reproduction';
import {useFolder} from '@ntmjs/test-support';
import {lockFolder} from '@ntmjs/training/runs';
import {expect, test} from 'vitest';
import {ntm} from '../fixtures/command.js';

const path = useFolder();

const options = ['--task', 'copy', '--task-option', 'vectorWidth=2', '--task-option', 'maxLength=2'];

test('what is trained already is evaluated and reported, with the command that does it', async () => {
  const taskOptions = {vectorWidth: 2, maxLength: 2};
  const job = jobOf({task: 'copy', model: 'ntm-feedforward', settings: 'measured', seed: 1, taskOptions});
  const run = jobFolder(path('runs'), job);
  await ntm(['train', ...options.slice(1), '--sequences', '10', '--episodes', '1', '--run', run]);
  const reproduce = ['reproduce', ...options, '--model', 'ntm-feedforward', '--seeds', '1'];
  const {code, stdout, stderr} = await ntm([...reproduce, '--episodes', '2', '--runs', path('runs')]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('1 runs are done.');
  const markdown = await readFile(path('runs', 'report', 'README.md'), 'utf8');
  expect(markdown).toContain(
    'npx ntm reproduce --task copy --task-option vectorWidth=2 --task-option maxLength=2 --model ntm-feedforward --seeds 1 ',
  );
  expect(markdown).toContain('| Copy (vector width 2, max length 2) | NTM, feedforward controller |');
});

test('a folder that another reproduction writes is refused, and not changed', async () => {
  await mkdir(path('runs'));
  const lock = await lockFolder('runs', path('runs'));
  const before = await readdir(path('runs'));
  const {code, stdout, stderr} = await ntm(['reproduce', ...options, '--runs', path('runs')]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(
    `ntm: --runs must be a folder that nothing else writes to; process ${process.pid} does, since `,
  );
  expect(await readdir(path('runs'))).toEqual(before);
  await lock.release();
});

test.each([
  [['--task', 'copy', '--task-option', 'answer=copy'], /^ntm: --task-option answer must be omitted /],
  [
    ['--task', 'copy', '--task-option', 'vectorWidth=0'],
    'ntm: --task-option vectorWidth must be a positive integer, got 0\n',
  ],
  [['--task', 'copy', '--task-option', 'bits'], 'ntm: --task-option must be name=value, got "bits"\n'],
  [['--task', 'sing'], /^ntm: --task must be one of "copy", /],
  [['--task', 'dyck', '--settings', 'paper'], /^ntm: --settings must be omitted for dyck, /],
])('rejects %j', async (args, message) => {
  const {code, stderr} = await ntm(['reproduce', ...args, '--runs', path('runs')]);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});
