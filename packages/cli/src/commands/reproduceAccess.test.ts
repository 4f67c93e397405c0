import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {useBackend} from '@ntmjs/test-support';
import {beforeAll, expect, test, vi} from 'vitest';
import {ntm} from '../fixtures/command.js';
import {useWorkingFolder} from '../fixtures/workingFolder.js';

// Changes the working directory and registers an access: @own-process

// In this process, which the tests' sources need no build for.
vi.mock('@ntmjs/sweep/runs', async (importOriginal) => {
  const runs = await importOriginal<typeof import('@ntmjs/sweep/runs')>();
  return {...runs, trainInProcess: () => runs.trainAttempt};
});

useBackend('cpu');

const example = pathToFileURL(join(import.meta.dirname, '../../../../examples/own-access/access.js'));
useWorkingFolder();
beforeAll(() => {
  mkdirSync('node_modules/journal', {recursive: true});
  writeFileSync('node_modules/journal/package.json', '{"main": "../../access.js"}');
  writeFileSync('access.js', `export {default} from '${example}';\n`);
});

function reproduced(...more: readonly string[]) {
  const small = ['--task-option', 'vectorWidth=2', '--task-option', 'maxLength=2', '--sequences', '16'];
  const rest = ['--seeds', '1', '--episodes', '2', '--jobs', '1', '--runs', 'runs'];
  return ntm(['reproduce', '--task', 'copy', ...small, ...rest, ...more]);
}

test('an access of one’s own is a model of the report, with general settings', async () => {
  const {code, stdout, stderr} = await reproduced('--access', 'journal');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('1 runs are done.');
  const folder = readdirSync('runs').find((name) => name.startsWith('copy-JournalAccess-lstm-1-'))!;
  const {config} = JSON.parse(readFileSync(join('runs', folder, '1', 'run.json'), 'utf8'));
  expect(config).toMatchObject({
    model: {architecture: 'JournalAccess', controller: {type: 'lstm', units: 100}, access: {keys: 2}},
    accessModule: {path: 'journal'},
  });
  const report = readFileSync(join('runs', 'report', 'README.md'), 'utf8');
  expect(report).toContain('npx ntm reproduce --task copy ');
  expect(report).toContain(' --access journal --seeds 1 ');
  expect(report).toContain('| JournalAccess | 100 lstm units, rows 64, width 16, keys 2 | Adam 0.001, ');
});

test('--access is as in ntm train, and a run with another access is not taken for it', async () => {
  const {code, stderr} = await reproduced('--access', './none.js');
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^ntm: --access must be the path of a module/)]);
  const other = await reproduced('--access', './access.js', '--report-only');
  expect([other.code, other.stdout]).toEqual([1, 'No run is done yet: there is nothing to report.\n']);
});
