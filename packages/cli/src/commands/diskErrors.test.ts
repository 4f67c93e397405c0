import {rmSync} from 'node:fs';
import type * as fs from 'node:fs/promises';
import {readdir} from 'node:fs/promises';
import {basename} from 'node:path';
import {useFolder} from '@ntmjs/test-support';
import {afterEach, expect, test, vi} from 'vitest';
import {ntm, small} from '../fixtures/command.js';
import {metricsOf, weightsOf} from '../fixtures/runFiles.js';

/** What the disk answers to a file that is written; undefined if it takes it. */
let answer: (path: string) => string | undefined = () => undefined;

// In this process, whose disk it is.
vi.mock('@ntmjs/sweep/runs', async (importOriginal) => {
  const runs = await importOriginal<typeof import('@ntmjs/sweep/runs')>();
  return {...runs, trainInProcess: () => runs.trainAttempt};
});

vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof fs>();
  const onDisk =
    <Args extends [unknown, ...unknown[]]>(change: (...args: Args) => Promise<void>) =>
    async (...args: Args) => {
      const code = answer(String(args[0]));
      if (code !== undefined) throw Object.assign(new Error(`${code}, write`), {code, syscall: 'write'});
      return change(...args);
    };
  return {...real, writeFile: onDisk(real.writeFile), appendFile: onDisk(real.appendFile)};
});
afterEach(() => {
  answer = () => undefined;
});

const path = useFolder();

const evaluation = ['--at', 'length=1,2', '--episodes', '4'];
const trainArgs = (run: string) => [
  ...['train', 'copy', ...small, '--sequences', '260', '--checkpoint-every', '100', '--run', path(run)],
];

test.each([
  ['metrics.jsonl', 'ENOSPC', 'the disk is full', 1, 0],
  ['weights.bin', 'ENOSPC', 'the disk is full', 2, 0],
  ['optimizer.bin', 'EIO', 'the disk failed', 3, 100],
  ['training.json', 'EROFS', 'the file system is read-only', 4, 200],
  ['evaluation.json', 'EACCES', 'permission is denied', 1, 260],
  ['episode.svg', 'EDQUOT', 'the disk quota is used up', 1, 260],
])(
  'a %s that cannot be written, with %s, is named, with what is kept and how to go on',
  async (name, code, reason, time, kept) => {
    let times = 0;
    answer = (file) => (basename(file, '.partial') === name && ++times >= time ? code : undefined);
    const failed = await ntm(trainArgs('run'));
    expect(failed.code).toBe(1);
    const [first, second, ...rest] = failed.stderr.split('\n');
    expect(first).toMatch(
      new RegExp(`^ntm: ${path('run')}/.*${name} cannot be written: ${reason} \\(${code}\\)$`),
    );
    expect(second).toBe(
      `Training is saved up to ${kept} sequences. Once that is mended, to continue: ` +
        `npx ntm train --resume ${path('run')} --at length=1,2 --episodes 4`,
    );
    expect(rest).toEqual(['']);
    expect((await readdir(path('run'))).filter((file) => /lock|partial/.test(file))).toEqual([]);

    answer = () => undefined;
    expect((await ntm(['train', '--resume', path('run'), ...evaluation])).stderr).toBe('');
    await ntm(trainArgs('whole'));
    expect(await weightsOf(path('run'))).toEqual(await weightsOf(path('whole')));
    expect(await metricsOf(path('run'))).toEqual(await metricsOf(path('whole')));
  },
);

test('a run that cannot be made leaves nothing', async () => {
  answer = (file) => (basename(file).startsWith('run.json') ? 'ENOSPC' : undefined);
  const {code, stderr} = await ntm(trainArgs('run'));
  expect(code).toBe(1);
  expect(stderr).toBe(
    `ntm: ${path('run', 'run.json')} cannot be written: the disk is full (ENOSPC)\n` +
      'No run was made. Once that is mended, repeat the command.\n',
  );
  expect(await readdir(path())).toEqual([]);
});

test('a run on a read-only disk is not resumed, and not changed', async () => {
  answer = (file) => (basename(file) === 'optimizer.bin' ? 'ENOSPC' : undefined);
  await ntm(trainArgs('run'));
  answer = () => 'EROFS';
  const {code, stderr} = await ntm(['train', '--resume', path('run')]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/run\/lock-.*cannot be written: the file system is read-only \(EROFS\)\n/);
  expect(stderr).toContain(
    `Nothing was trained yet. Once that is mended, to continue: npx ntm train --resume ${path('run')}\n`,
  );
});

test('a folder that is deleted while it is trained is named, and not made again', async () => {
  const {code, stderr} = await ntm(trainArgs('run'), (text) => {
    if (/Training steps/.test(text)) rmSync(path('run'), {recursive: true});
  });
  expect(code).toBe(1);
  expect(stderr).toBe(
    `ntm: ${path('run')} cannot be written: it was moved or deleted (ENOENT)\n` +
      `There is no run in ${path('run')} any more. If it was moved: npx ntm train --resume <its folder>\n`,
  );
  expect(await readdir(path())).toEqual([]);
});

test('a file of a reproduction that cannot be written is named, with how to go on', async () => {
  const reproduce = [
    ...['reproduce', '--task', 'copy', '--model', 'ntm-feedforward', '--seeds', '1'],
    ...['--runs', path('runs')],
  ];
  answer = (file) => (basename(file).startsWith('weights.bin') ? 'ENOSPC' : undefined);
  const {code, stderr} = await ntm(reproduce);
  expect(code).toBe(1);
  expect(stderr).toMatch(/runs.copy-.*weights\.bin cannot be written: the disk is full \(ENOSPC\)\n/);
  expect(stderr).toContain(
    'What is trained is saved. Once that is mended, to continue: ' +
      `npx ntm reproduce --task copy --model ntm-feedforward --seeds 1 --runs ${path('runs')}\n`,
  );
});
