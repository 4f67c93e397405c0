// @module-tag full
import {execFileSync} from 'node:child_process';
import {cp, mkdir, readdir, rm, writeFile} from 'node:fs/promises';
import {useFolder} from '@ntmjs/test-support';
import {afterEach, describe, expect, test} from 'vitest';
import {smallModel, smallTask} from '../fixtures/command.js';
import {runCommand} from '../fixtures/commandProcess.js';
import {metricsOf, weightsOf} from '../fixtures/runFiles.js';

const path = useFolder();

const evaluation = ['--at', 'length=1', '--episodes', '1', '--json'];
const train = (run: string, ...more: string[]) => [
  ...['train', 'copy', ...smallTask, ...smallModel, '--sequences', '6000', '--checkpoint-every', '100'],
  ...['--optimizer', 'adam', ...evaluation, '--run', run, ...more],
];
const resume = (run: string) => ['train', '--resume', run, ...evaluation];

const locksIn = async (run: string) => (await readdir(run)).filter((name) => name.startsWith('lock-'));

/** Trains a run for a moment, and stops it. */
async function stoppedRun(folder: string): Promise<void> {
  const {code} = await runCommand(train(folder), (lines, kill) => {
    if (lines === 3) kill('SIGINT');
  });
  expect(code).toBe(130);
}

async function expectEqualRuns(one: string, other: string): Promise<void> {
  expect(await weightsOf(one)).toEqual(await weightsOf(other));
  expect(await metricsOf(one)).toEqual(await metricsOf(other));
}

test('of two that resume a run at once, one does, and the other names it: to the bits of one that was alone', async () => {
  const [base, whole] = [path('base'), path('whole')];
  await stoppedRun(base);
  await cp(base, whole, {recursive: true});
  expect((await runCommand(resume(whole))).code).toBe(1);
  for (let pair = 0; pair < 12; pair++) {
    const run = path(`pair-${pair}`);
    await cp(base, run, {recursive: true});
    const [first, second] = await Promise.all([runCommand(resume(run)), runCommand(resume(run))]);
    const [one, other] = first.code === 1 ? [first, second] : [second, first];
    expect([one.code, one.stderr]).toEqual([1, '']);
    expect(other).toMatchObject({code: 2, stdout: ''});
    expect(other.stderr).toMatch(
      /^ntm: --resume must be a folder that nothing else writes to; process \d+ does, since .*: ntm\.js train --resume .* \(if it has ended, remove .*\.json\), got ".*"\n$/,
    );
    await expectEqualRuns(run, whole);
    expect(await locksIn(run)).toEqual([]);
  }
});

test('of several that train in the next free folder, each has its own', async () => {
  const args = ['train', 'copy', ...smallTask, ...smallModel, '--sequences', '20', ...evaluation];
  const cwd = process.cwd();
  process.chdir(path());
  try {
    const ended = await Promise.all(Array.from({length: 4}, () => runCommand(args)));
    expect(ended.map(({code, stderr}) => [code, stderr])).toEqual(ended.map(() => [1, '']));
  } finally {
    process.chdir(cwd);
  }
  expect((await readdir(path('runs'))).sort()).toEqual(['copy-1', 'copy-2', 'copy-3', 'copy-4']);
});

test('the lock of a process that was killed is taken over', async () => {
  const {code} = await runCommand(train(path('run')), (lines, kill) => {
    if (lines === 3) kill('SIGKILL');
  });
  expect(code).toBe('SIGKILL');
  expect(await locksIn(path('run'))).toHaveLength(1);
  expect((await runCommand(resume(path('run')))).code).toBe(1);
  expect(await locksIn(path('run'))).toEqual([]);
  await runCommand(train(path('whole')));
  await expectEqualRuns(path('run'), path('whole'));
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s saves the run and gives the lock back',
  async (signal) => {
    const {code, stdout} = await runCommand(train(path('run')), (lines, kill) => {
      if (lines === 3) kill(signal);
    });
    expect(code).toBe(130);
    expect(stdout).toContain('"reason":"stopped"');
    expect(await locksIn(path('run'))).toEqual([]);
  },
);

/** Whether this process may mount a file system. */
function canMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/tmp'], {stdio: 'ignore'});
    return true;
  } catch {
    return false;
  }
}

describe.runIf(canMount())('on a disk', () => {
  const disk = () => path('disk');
  const mount = (...args: string[]) => execFileSync('mount', [...args, disk()], {stdio: 'pipe'});
  let mounted = false;

  /** A small disk. */
  async function makeDisk(): Promise<void> {
    await mkdir(disk());
    mount('-t', 'tmpfs', '-o', 'size=256k', 'tmpfs');
    mounted = true;
  }
  afterEach(() => {
    if (mounted) execFileSync('umount', ['--lazy', disk()]);
    mounted = false;
  });

  const run = () => path('disk', 'run');
  const remedy = () =>
    `Training is saved up to \\d+ sequences\\. Once that is mended, to continue: npx ntm train --resume ${run()} --at length=1 --episodes 1`;

  test('that is full, a run names the file, and continues when there is room', async () => {
    await makeDisk();
    const {code, stderr} = await runCommand(train(run()), (lines) => {
      if (lines === 3) writeFile(path('disk', 'filler'), Buffer.alloc(1 << 20)).catch(() => {});
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`^ntm: ${run()}/.* cannot be written: the disk is full \\(ENOSPC\\)\\n${remedy()}\\n$`),
    );
    await rm(path('disk', 'filler'));
    expect((await runCommand(resume(run()))).code).toBe(1);
    await runCommand(train(path('whole')));
    await expectEqualRuns(run(), path('whole'));
  });

  test('that turns read-only, a run names the file, and continues when it can be written', async () => {
    await makeDisk();
    let readOnly = false;
    const {code, stderr} = await runCommand(train(run()), (lines) => {
      if (lines < 3 || readOnly) return;
      try {
        mount('-o', 'remount,ro');
        readOnly = true;
      } catch {
        // It is busy while a file is written.
      }
    });
    expect(readOnly).toBe(true);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(
        `^ntm: ${run()}/.* cannot be written: the file system is read-only \\(EROFS\\)\\n${remedy()}\\n$`,
      ),
    );
    expect((await runCommand(resume(run()))).stderr).toMatch(/lock-.*read-only \(EROFS\)/);
    mount('-o', 'remount,rw');
    expect((await runCommand(resume(run()))).code).toBe(1);
    await runCommand(train(path('whole')));
    await expectEqualRuns(run(), path('whole'));
  });
});
