import {cpSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {beforeAll, expect, test} from 'vitest';
import {eventsOf, interrupted, ntm, smallModel} from '../fixtures/command.js';
import {useWorkingFolder} from '../fixtures/workingFolder.js';

// Changes the working directory and registers tasks: @own-process

const example = pathToFileURL(join(import.meta.dirname, '../../../../examples/own-task/task.js'));
useWorkingFolder();
beforeAll(() => {
  mkdirSync('tasks');
  writeFileSync('tasks/reverse.js', `export {default} from '${example}';\n`);
});

const task = ['--task-option', 'vectorWidth=2', '--task-option', 'maxLength=2'];
const small = [...task, ...smallModel, '--batch', '10', '--episodes', '4', '--at', 'length=1,2'];

test('a task in a module is trained, evaluated, inspected, resumed and reproduced', async () => {
  const trained = await ntm(['train', 'tasks/reverse.js', ...small, '--sequences', '20']);
  expect(trained).toMatchObject({code: 1, stderr: ''});
  const run = join('runs', 'reverse-1');
  const {config} = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8'));
  expect(config.task).toEqual({
    name: 'reverse',
    config: {vectorWidth: 2, maxLength: 2},
    module: {path: './tasks/reverse.js', sha256: expect.stringMatching(/^[0-9a-f]{64}$/)},
  });

  const evaluated = await ntm(['eval', run, '--episodes', '2', '--at', 'length=3']);
  expect(evaluated).toMatchObject({code: 0, stderr: ''});
  expect(evaluated.stdout).not.toContain('has changed');
  expect(await ntm(['inspect', run])).toMatchObject({code: 0, stderr: ''});

  const stopped = ['train', './tasks/reverse.js', ...small, '--sequences', '200000', '--run', 'stopped'];
  expect((await interrupted(stopped, /wrong bits/)).code).toBe(130);
  const other = await ntm(['train', 'copy', '--resume', 'stopped']);
  expect(other).toMatchObject({code: 2, stderr: expect.stringContaining('task must be reverse, or omitted')});
  expect((await interrupted(['train', './tasks/reverse.js', '--resume', 'stopped'], /wrong bits/)).code).toBe(
    130,
  );
});

test('ntm tasks describes it', async () => {
  const {stdout} = await ntm(['tasks', 'tasks/reverse.js', '--json']);
  expect(eventsOf({code: 0, stdout, stderr: ''})).toMatchObject([{event: 'task', name: 'reverse'}]);
});

test('a change of the module is said, and not trained with unawares', async () => {
  // In this process, the module stays as it was loaded: so the run is of another one.
  const path = join('stopped', 'run.json');
  const file = JSON.parse(readFileSync(path, 'utf8'));
  cpSync('stopped', 'changed', {recursive: true});
  file.config.task.module.sha256 = '0'.repeat(64);
  writeFileSync(join('changed', 'run.json'), JSON.stringify(file));
  const evaluated = await ntm(['eval', 'changed', '--edited', '--episodes', '2', '--at', 'length=1']);
  expect(evaluated).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('./tasks/reverse.js has changed since this run began.'),
  });
});

test('no module is loaded from the folder of a run, or from outside of the working directory', async () => {
  for (const [module, reason] of [
    ['./evil/evil.js', 'a module outside of the run'],
    ['../evil.js', 'or below it'],
    ['/tmp/evil.js', 'or below it'],
  ] as const) {
    rmSync('evil', {recursive: true, force: true});
    cpSync('stopped', 'evil', {recursive: true});
    const file = JSON.parse(readFileSync(join('evil', 'run.json'), 'utf8'));
    file.config.task.module.path = module;
    writeFileSync(join('evil', 'run.json'), JSON.stringify(file));
    writeFileSync(join('evil', 'evil.js'), 'globalThis.harmed = true;');
    const {code, stderr} = await ntm(['eval', 'evil', '--edited']);
    expect([code, stderr]).toEqual([2, expect.stringContaining(reason)]);
    expect(stderr).toContain(`${join('evil', 'run.json')}: config.task.module.path must be`);
    expect(globalThis).not.toHaveProperty('harmed');
  }
});

test('a module with a mistake is an error of the command', async () => {
  writeFileSync('broken.js', 'export default {};');
  const {code, stderr} = await ntm(['train', './broken.js']);
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining('task must be a module that exports a function'),
  ]);
});
