import {execFile} from 'node:child_process';
import {appendFileSync, cpSync, symlinkSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import '@tensorflow/tfjs-backend-cpu';
import {expectClose, useBackend, useFolder} from '@ntmjs/test-support';
import {Run} from '@ntmjs/training/runs';
import * as tf from '@tensorflow/tfjs-core';
import {expect, test} from 'vitest';
import JournalAccess from '../access.js';

test('the README shows the file', async () => {
  const [readme, code] = await Promise.all(
    ['../README.md', '../access.js'].map((path) => readFile(new URL(path, import.meta.url), 'utf8')),
  );
  expect(readme).toContain(`\`\`\`js\n${code}\`\`\``);
});

useBackend('cpu');

test('each step adds a row, over the oldest when it is full, and finds rows by content', () => {
  const access = new JournalAccess({rows: 3, width: 2, keys: 1});
  tf.tidy(() => {
    let state: Record<'memory' | 'next', tf.Tensor> = access.initialState(1);
    const rows = [
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ];
    const reads = rows.map((row) => {
      const step = access.step(tf.tensor2d([[...row, 0.2, 3, 200]]), state);
      state = step.state;
      return [...step.reads.dataSync()];
    });
    for (const read of reads.slice(1)) expectClose(read, [0, 1], {absolute: 1e-3, relative: 0});
    expectClose([...state.memory.dataSync()], [0, -1, 0, 1, -1, 0]);
  });
});

const path = useFolder();

/** Runs the command, which must be built, in the folder. */
function ntm(...args: string[]): Promise<{code: number; stdout: string; stderr: string}> {
  const command = fileURLToPath(import.meta.resolve('@ntmjs/cli/package.json'));
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(command, '../bin/ntm.js'), ...args],
      {cwd: path()},
      (error, stdout, stderr) => {
        resolve({code: error === null ? 0 : (error.code as unknown as number), stdout, stderr});
      },
    );
  });
}

test('the command trains it, and says when it has changed', async () => {
  cpSync(fileURLToPath(new URL('../access.js', import.meta.url)), path('access.js'));
  symlinkSync(fileURLToPath(new URL('../node_modules', import.meta.url)), path('node_modules'));
  const sizes = ['--rows', '8', '--width', '4', '--access-option', 'keys=1', '--units', '8'];
  const task = ['--task-option', 'maxLength=2', '--episodes', '4', '--at', 'length=2'];
  const end = ['--batch', '10', '--sequences', '20', '--run', 'run'];
  const trained = await ntm('train', 'copy', '--access', './access.js', ...sizes, ...task, ...end);
  expect(trained).toMatchObject({code: 1, stderr: ''});
  const evaluate = ['eval', 'run', '--episodes', '4', '--at', 'length=2'];
  expect((await ntm(...evaluate)).stdout).not.toContain('has changed');
  appendFileSync(path('access.js'), '// other\n');
  expect((await ntm(...evaluate)).stdout).toContain('./access.js has changed since this run began.');
  const refused = await ntm('train', '--resume', 'run');
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringContaining('./access.js has changed since'),
  ]);

  // A program has not loaded the access: the error says with what.
  const run = await Run.open(path('run'));
  await expect(run.loadModel()).rejects.toThrow(
    'no class named "JournalAccess" is known; import the module that defines it, or register it with tf.serialization.registerClass, before loading (its access is from ./access.js, which loadAccessModule(\'./access.js\') of @ntmjs/presets/modules registers)',
  );
});
