import {spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdir, readdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {hostname} from 'node:os';
import {ArgumentError} from '@ntmjs/arguments';
import {useFolder} from '@ntmjs/test-support';
import {describe, expect, test} from 'vitest';
import {killProcess, startSource} from '../fixtures/sourceProcess.js';
import {lockFolder} from './folderLock.js';
import {WriteError} from './writing.js';

const path = useFolder();
const holding = new URL('../fixtures/holdLock.ts', import.meta.url);

/** The path of the only lock in the folder. */
async function lockFile(): Promise<string> {
  const [name, ...others] = await readdir(path());
  expect(others).toEqual([]);
  return path(name!);
}

/** Leaves a lock as this process writes it, but for some fields. */
async function leave(fields: object): Promise<string> {
  const lock = await lockFolder('run', path());
  const file = await lockFile();
  const holder = JSON.parse(await readFile(file, 'utf8'));
  await lock.release();
  await writeFile(file, JSON.stringify({...holder, ...fields}));
  return file;
}

const refusal = () =>
  lockFolder('run', path()).then(
    () => expect.unreachable(),
    (error: Error) => error,
  );

describe('a locked folder', () => {
  test('is refused with who holds it, and free after it is released', async () => {
    const lock = await lockFolder('run', path());
    const file = await lockFile();
    const holder = JSON.parse(await readFile(file, 'utf8'));
    expect(holder).toMatchObject({host: hostname(), process: process.pid, command: expect.any(String)});
    const error = await refusal();
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toBe(
      `run must be a folder that nothing else writes to; process ${process.pid} does, since ${holder.since}: ` +
        `${holder.command} (if it has ended, remove ${file}), got "${path()}"`,
    );
    await lock.release();
    expect(await readdir(path())).toEqual([]);
    await (await lockFolder('run', path())).release();
  });

  test('has one holder of all that come at once', async () => {
    for (let time = 0; time < 10; time++) {
      const asked = await Promise.allSettled(Array.from({length: 8}, () => lockFolder('run', path())));
      const locks = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect(locks).toHaveLength(1);
      await locks[0]!.release();
      expect(await readdir(path())).toEqual([]);
    }
  });

  test('is free after its process exits', async () => {
    const child = await startSource(holding, 'holdLock', path());
    await lockFile();
    child.stdin!.end();
    await once(child, 'exit');
    expect(await readdir(path())).toEqual([]);
  });
});

describe('a lock whose holder', () => {
  test('was killed is taken over', async () => {
    const child = await startSource(holding, 'holdLock', path());
    expect((await refusal()).message).toContain(`; process ${child.pid} does, since `);
    await killProcess(child);
    const lock = await lockFolder('run', path());
    const {process: number} = JSON.parse(await readFile(await lockFile(), 'utf8'));
    expect(number).toBe(process.pid);
    await lock.release();
  });

  test('has ended is taken over', async () => {
    await leave({process: spawnSync(process.execPath, ['--version']).pid});
    await (await lockFolder('run', path())).release();
    expect(await readdir(path())).toEqual([]);
  });

  test.runIf(process.platform === 'linux')(
    'has ended is taken over where another process has its number',
    async () => {
      await leave({start: 'an earlier boot 1'});
      await (await lockFolder('run', path())).release();
      expect(await readdir(path())).toEqual([]);
    },
  );

  test('is on another machine stays, with how to remove it', async () => {
    const {pid} = spawnSync(process.execPath, ['--version']);
    for (const elsewhere of [{host: 'gpu-7'}, {namespace: 'pid:[1]'}]) {
      const file = await leave({process: pid, ...elsewhere});
      const {message} = await refusal();
      expect(message).toContain(
        `; process ${pid} of ${Object.values({host: hostname(), ...elsewhere})[0]}, another machine or container, does, since `,
      );
      expect(message).toContain(` (if it has ended, remove ${file}), got `);
      await rm(file);
    }
    await (await lockFolder('run', path())).release();
  });

  test.each(['', '{', '[]', '{"host": "x", "process": 0, "since": "", "command": ""}'])(
    'cannot be read stays: %j',
    async (text) => {
      const file = await leave({});
      await writeFile(file, text);
      expect((await refusal()).message).toContain(
        `${file} cannot be read (if no process writes there, remove it)`,
      );
    },
  );
});

describe('the holder is told', () => {
  test('that the folder was moved', async () => {
    await mkdir(path('run'));
    const lock = await lockFolder('run', path('run'));
    await lock.check();
    await rename(path('run'), path('moved'));
    await expect(lock.check()).rejects.toThrow(WriteError);
    await expect(lock.check()).rejects.toThrow(
      `${path('run')} cannot be written: it was moved or deleted (ENOENT)`,
    );
    await lock.release();
  });

  test('that its lock was removed', async () => {
    const lock = await lockFolder('run', path());
    await rm(await lockFile());
    await expect(lock.check()).rejects.toThrow(
      /cannot be written: its lock lock-[\w-]+\.json was removed, so another process may write there$/,
    );
    await lock.release();
  });
});

test('a folder that is not there cannot be locked', async () => {
  await expect(lockFolder('run', path('none'))).rejects.toThrow(
    /its folder was moved or deleted \(ENOENT\)$/,
  );
});
