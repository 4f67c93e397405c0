import {existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {defineConfig} from './config.js';
import {ntm} from './fixtures/command.js';
import {useWorkingFolder} from './fixtures/workingFolder.js';

// Changes the working directory: @own-process

useWorkingFolder();
const FILES = ['ntm.config.ts', 'ntm.config.js', 'ntm.config.json', 'experiments', 'run', 'runs'];
afterEach(() => {
  for (const name of FILES) rmSync(name, {recursive: true, force: true});
});

const json = (config: object) => writeFileSync('ntm.config.json', JSON.stringify(config));
const small = {
  taskOption: ['maxLength=2', 'vectorWidth=2'],
  ...{units: 8, rows: 8, width: 4, batch: 10, sequences: 20, episodes: 2, at: 'length=1,2'},
};
const configOf = (run: string) => JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')).config;

test('defaults of options are from the file in the working directory, and the command line wins', async () => {
  json({
    train: {...small, runs: 'experiments', architecture: 'dnc', keyStrengthBias: 1},
    eval: {episodes: 3},
  });
  expect(await ntm(['train', 'copy', '--rows', '6'])).toMatchObject({code: 1, stderr: ''});
  const run = join('experiments', 'copy-1');
  const {task, model, training} = configOf(run);
  expect(task.config).toMatchObject({maxLength: 2, vectorWidth: 2});
  expect(model).toMatchObject({architecture: 'dnc', controller: {units: 8}, memory: {rows: 6, width: 4}});
  expect(training).toMatchObject({batch: 10, sequences: 20});
  expect((await ntm(['eval', run, '--at', 'length=1', '--json'])).stdout).toContain('"episodes":3');
  expect((await ntm(['eval', run, '--at', 'length=1', '--episodes', '2', '--json'])).stdout).toContain(
    '"episodes":2',
  );
});

test('what --resume does not allow is not taken from it', async () => {
  json({train: {...small, run: 'run'}});
  await ntm(['train', 'copy']);
  const {code, stderr} = await ntm(['train', '--resume', 'run', '--sequences', '40']);
  expect([code, stderr]).toEqual([1, '']);
  expect(configOf('run').training.sequences).toBe(40);
});

test('--no-config leaves it alone, and so do completion and the help', async () => {
  json({trian: {}});
  expect((await ntm(['eval', 'none'])).stderr).toContain('ntm.config.json');
  expect((await ntm(['eval', 'none', '--no-config'])).stderr).toContain('run must be the folder of a run');
  expect((await ntm(['--no-config', 'eval', 'none'])).stderr).toContain('run must be the folder of a run');
  expect(await ntm(['completion', 'bash'])).toMatchObject({code: 0, stderr: ''});
  expect(await ntm(['train', '--help'])).toMatchObject({code: 0, stderr: ''});
});

test('a module exports it as its default', async () => {
  writeFileSync('ntm.config.js', 'module.exports = {train: {batch: 0}};\n');
  expect((await ntm(['train', 'copy'])).stderr).toBe(
    'ntm: ntm.config.js: train.batch must be a positive integer, got 0\n',
  );
  expect(defineConfig({train: {batch: 2, at: ['length=2']}})).toEqual({train: {batch: 2, at: ['length=2']}});
});

const isTypeScriptRun = Boolean((process.features as {typescript?: unknown}).typescript);
test('TypeScript is run where Node does, and is else an error that says what to do', async () => {
  writeFileSync('ntm.config.ts', 'const batch: number = 0;\nexport default {train: {batch}};\n');
  const {code, stderr} = await ntm(['train', 'copy']);
  const expected = isTypeScriptRun
    ? 'ntm.config.ts: train.batch must be a positive integer, got 0'
    : 'the config file must be ntm.config.js or ntm.config.json (this Node, ';
  expect([code, stderr]).toEqual([2, expect.stringContaining(expected)]);
});

test.each<[object, string]>([
  [{trian: {}}, 'ntm.config.json.trian must be omitted: did you mean train?'],
  [{train: {batsh: 3}}, 'ntm.config.json: train'],
  [{train: 3}, 'ntm.config.json: train must be an object'],
  [{train: {batch: 'many'}}, 'ntm.config.json: train.batch must be a number, got "many"'],
  [{train: {batch: 1.5}}, 'ntm.config.json: train.batch must be a positive integer, got 1.5'],
  [
    {train: {batch: null}},
    'ntm.config.json: train.batch must be a number, a text, or a list of these, got null',
  ],
  [{train: {json: 'yes'}}, 'ntm.config.json: train.json must be true or false, got "yes"'],
  [{train: {run: ['a', 'b']}}, 'ntm.config.json: train.run must be one text'],
  [{train: {taskOption: 'maxLength=0'}}, 'ntm.config.json: train.taskOption maxLength must be'],
  [{train: {architecture: 'ntn'}}, 'ntm.config.json: train.architecture must be one of'],
  [[], 'ntm.config.json must be'],
])('%j is a mistake that names the file and the key', async (config, message) => {
  json(config);
  const {code, stderr} = await ntm(['train', 'copy']);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  expect(existsSync('runs')).toBe(false);
});

test('two files are a mistake', async () => {
  json({});
  writeFileSync('ntm.config.js', 'module.exports = {};');
  expect((await ntm(['train', 'copy'])).stderr).toContain('got "ntm.config.js and ntm.config.json"');
});
