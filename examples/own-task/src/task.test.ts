import {execFile} from 'node:child_process';
import {appendFileSync, cpSync, symlinkSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {RandomStream} from '@ntmjs/tasks';
import {useFolder} from '@ntmjs/test-support';
import {expect, test} from 'vitest';
import reverseTask from '../task.js';

test('the README shows the file', async () => {
  const [readme, code] = await Promise.all(
    ['../README.md', '../task.js'].map((path) => readFile(new URL(path, import.meta.url), 'utf8')),
  );
  expect(readme).toContain(`\`\`\`js\n${code}\`\`\``);
});

test('the answer is the sequence backwards', () => {
  const {inputs, targets, mask, steps} = reverseTask({vectorWidth: 1}).sample(new RandomStream(1), 1, {
    length: 5,
  });
  const said = Array.from({length: 5}, (_, step) => inputs[2 * step]);
  expect([...targets].slice(6)).toEqual(said.toReversed());
  expect([steps, ...mask]).toEqual([11, ...Array(6).fill(0), ...Array(5).fill(1)]);
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
  cpSync(fileURLToPath(new URL('../task.js', import.meta.url)), path('task.js'));
  symlinkSync(fileURLToPath(new URL('../node_modules', import.meta.url)), path('node_modules'));
  const small = [
    '--rows',
    '8',
    '--width',
    '4',
    '--task-option',
    'maxLength=2',
    '--episodes',
    '4',
    '--at',
    'length=2',
  ];
  const end = ['--batch', '10', '--sequences', '20', '--run', 'run'];
  expect(await ntm('train', './task.js', '--architecture', 'dnc', ...small, ...end)).toMatchObject({
    code: 1,
    stderr: '',
  });
  const evaluate = ['eval', 'run', '--episodes', '4'];
  expect((await ntm(...evaluate)).stdout).not.toContain('has changed');
  appendFileSync(path('task.js'), '// other\n');
  expect((await ntm(...evaluate)).stdout).toContain('./task.js has changed since this run began.');
  const refused = await ntm('train', '--resume', 'run');
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('./task.js has changed since')]);
});

test('the command trains on the sequences of a file, and names the line of a mistake', async () => {
  cpSync(fileURLToPath(new URL('../echo.csv', import.meta.url)), path('echo.csv'));
  const small = ['--units', '8', '--rows', '8', '--width', '4', '--episodes', '4', '--sequences', '100'];
  const trained = await ntm('train', 'echo.csv', ...small);
  expect(trained).toMatchObject({code: 1, stderr: ''});
  expect(trained.stdout).toContain('of sequences held out from training (split held-out)');
  appendFileSync(path('echo.csv'), '201,0,0,1,2,0\n');
  const refused = await ntm('eval', join('runs', 'echo-1'));
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringContaining('./echo.csv:1190: target0 must be 0 or 1'),
  ]);
});
