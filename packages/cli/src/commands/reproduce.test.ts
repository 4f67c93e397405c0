import {mkdir, readdir, readFile} from 'node:fs/promises';
import {type EvaluateJobArgs, evaluateJob, jobFolder, jobOf} from '@ntmjs/report/reproduction';
import {useFolder} from '@ntmjs/test-support';
import {lockFolder} from '@ntmjs/training/runs';
import {expect, test, vi} from 'vitest';
import {ntm} from '../fixtures/command.js';

// In this process, which the tests' sources need no build for.
vi.mock('../reproduce/evaluateInChild.js', () => ({
  evaluateInChild: (args: EvaluateJobArgs) => evaluateJob(args),
}));

const path = useFolder();

const options = ['--task', 'copy', '--task-option', 'vectorWidth=2', '--task-option', 'maxLength=2'];

/** The run of a seed, trained in a moment. */
async function trained(seed: number): Promise<void> {
  const taskOptions = {vectorWidth: 2, maxLength: 2};
  const job = jobOf({task: 'copy', model: 'ntm-feedforward', settings: 'measured', seed, taskOptions});
  const run = jobFolder(path('runs'), job);
  const rest = [
    '--sequences',
    '10',
    '--decay',
    '0.02/10',
    '--episodes',
    '1',
    '--at',
    'length=1',
    '--run',
    run,
  ];
  await ntm(['train', ...options.slice(1), '--seed', String(seed), ...rest]);
}

/** Runs `ntm reproduce` on the models of seeds. */
function reproduced(seeds: number, ...more: readonly string[]) {
  const length = ['--sequences', '10', '--episodes', '2'];
  const which = ['--model', 'ntm-feedforward', '--seeds', String(seeds), '--runs', path('runs')];
  return ntm(['reproduce', ...options, ...which, ...length, ...more]);
}

test('what is trained already is evaluated and reported, with the command that does it', async () => {
  await trained(1);
  const {code, stdout, stderr} = await reproduced(1);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('1 runs are done.');
  const markdown = await readFile(path('runs', 'report', 'README.md'), 'utf8');
  expect(markdown).toContain(
    'npx ntm reproduce --task copy --task-option vectorWidth=2 --task-option maxLength=2 --model ntm-feedforward --seeds 1 ' +
      '--sequences 10 --episodes 2 ',
  );
  expect(markdown).toContain('| Copy (vector width 2, max length 2) | NTM, feedforward controller |');
});

test('--report-only reports what is done, and what is missing; models are those of the median seed', async () => {
  await trained(1);
  await trained(2);
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
