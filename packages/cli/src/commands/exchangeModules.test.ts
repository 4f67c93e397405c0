import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {exportWeights} from '@ntmjs/interchange';
import {createModel} from '@ntmjs/presets';
import {copyTask} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/test-support';
import {beforeAll, expect, test} from 'vitest';
import {ntm} from '../fixtures/command.js';
import {useWorkingFolder} from '../fixtures/workingFolder.js';

// Changes the working directory and registers a task: @own-process

useBackend('cpu');

const example = pathToFileURL(join(import.meta.dirname, '../../../../examples/own-task/task.js'));
useWorkingFolder();
beforeAll(() => {
  mkdirSync('tasks');
});

/** Writes a file of weights that names a task. */
function writeWeights(task: object): void {
  const options = {vectorWidth: 2, maxLength: 2};
  const config = {architecture: 'lstm', hiddenUnits: 4, layers: 1} as const;
  const model = createModel(config, copyTask(options), 1);
  writeFileSync('w.safetensors', exportWeights(model, {metadata: {'ntmjs.task': JSON.stringify(task)}}));
  model.dispose();
}

test('no module is loaded since a file of weights names it', async () => {
  writeFileSync('evil.mjs', 'globalThis.harmed = true;');
  for (const name of ['./evil.mjs', join(process.cwd(), 'evil.mjs'), 'evil']) {
    writeWeights({name, config: {}, module: {path: './evil.mjs', sha256: ''}});
    const {code, stderr} = await ntm(['import', 'w.safetensors', '--to', 'evil']);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining(`w.safetensors names the task "${name}", which is none of these`),
    ]);
    expect(globalThis).not.toHaveProperty('harmed');
  }
});

test('the module of a task is loaded if the command names it, with the options in the file', async () => {
  writeFileSync('tasks/reverse.js', `export {default} from '${example}';\n`);
  const task = {name: 'reverse', config: {vectorWidth: 2, maxLength: 2}};
  writeWeights(task);
  const imported = await ntm(['import', 'w.safetensors', '--task', 'tasks/reverse.js', '--to', 'imported']);
  expect(imported).toMatchObject({code: 0, stderr: ''});
  const {config} = JSON.parse(readFileSync(join('imported', 'run.json'), 'utf8'));
  expect(config.task).toMatchObject({...task, module: {path: './tasks/reverse.js'}});
  expect(await ntm(['eval', 'imported', '--episodes', '2', '--at', 'length=1'])).toMatchObject({code: 0});
  expect(await ntm(['export', 'imported', '--to', 'again.safetensors'])).toMatchObject({code: 0});
  expect(readFileSync('again.safetensors', 'latin1')).not.toContain('tasks/reverse.js');
});
