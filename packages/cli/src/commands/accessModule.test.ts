import {cpSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {beforeAll, expect, test} from 'vitest';
import {interrupted, ntm, smallTask} from '../fixtures/command.js';
import {useWorkingFolder} from '../fixtures/workingFolder.js';

// Changes the working directory and registers accesses: @own-process

const examples = join(import.meta.dirname, '../../../../examples');
const journal = pathToFileURL(join(examples, 'own-access/access.js'));
useWorkingFolder();
beforeAll(() => {
  mkdirSync('mine');
  writeFileSync('mine/access.js', `export {default} from '${journal}';\n`);
});

const access = ['--access', 'mine/access.js', '--units', '8', '--rows', '8', '--access-option', 'keys=1'];
const small = [...smallTask, ...access, '--batch', '10', '--episodes', '4', '--at', 'length=1,2'];

test('an access in a module is trained, evaluated, inspected and resumed', async () => {
  const trained = await ntm(['train', 'copy', ...small, '--width', '4', '--sequences', '20', '--run', 'run']);
  expect(trained).toMatchObject({code: 1, stderr: ''});
  expect(trained.stdout).toContain('Training steps are compiled.');
  const {config} = JSON.parse(readFileSync(join('run', 'run.json'), 'utf8'));
  expect(config.accessModule).toEqual({
    path: './mine/access.js',
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(config.model).toEqual({
    architecture: 'JournalAccess',
    controller: {type: 'lstm', units: 8},
    access: {rows: 8, width: 4, keys: 1},
  });

  const evaluated = await ntm(['eval', 'run', '--episodes', '2', '--at', 'length=3', '--rows', '16']);
  expect(evaluated).toMatchObject({code: 0, stderr: ''});
  expect(evaluated.stdout).not.toContain('has changed');
  const inspected = await ntm(['inspect', 'run']);
  expect(inspected).toMatchObject({code: 0, stderr: '', stdout: expect.stringContaining('write head')});

  const stopped = ['train', 'copy', ...small, '--sequences', '200000', '--run', 'stopped'];
  expect((await interrupted(stopped, /wrong bits/)).code).toBe(130);
  expect((await interrupted(['train', '--resume', 'stopped'], /wrong bits/)).code).toBe(130);
});

test('its weights are exported, and imported where the access is named', async () => {
  const file = 'weights.safetensors';
  expect(await ntm(['export', 'run', '--to', file])).toMatchObject({code: 0, stderr: ''});
  const imported = await ntm(['import', file, '--access', './mine/access.js', '--to', 'imported']);
  expect(imported).toMatchObject({code: 0, stderr: ''});
  const configs = ['run', 'imported'].map(
    (run) => JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')).config,
  );
  expect(configs[1].model.access).toEqual(configs[0].model.access);
  expect(configs[1].accessModule).toEqual(configs[0].accessModule);
});

test('a change of the module is said, and not trained with unawares', async () => {
  // In this process, the module stays as it was loaded: so the run is of another one.
  for (const name of ['run', 'stopped']) {
    cpSync(name, `changed-${name}`, {recursive: true});
    const path = join(`changed-${name}`, 'run.json');
    const file = JSON.parse(readFileSync(path, 'utf8'));
    file.config.accessModule.sha256 = '0'.repeat(64);
    writeFileSync(path, JSON.stringify(file));
  }
  const evaluated = await ntm(['eval', 'changed-run', '--edited', '--episodes', '2', '--at', 'length=1']);
  expect(evaluated).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('./mine/access.js has changed since this run began.'),
  });
});

test('no module is loaded from the folder of a run, or from outside of the working directory', async () => {
  for (const [module, reason] of [
    ['./evil/evil.js', 'a module outside of the run'],
    ['../evil.js', 'or below it'],
    ['/tmp/evil.js', 'or below it'],
  ] as const) {
    rmSync('evil', {recursive: true, force: true});
    cpSync('run', 'evil', {recursive: true});
    const file = JSON.parse(readFileSync(join('evil', 'run.json'), 'utf8'));
    file.config.accessModule.path = module;
    writeFileSync(join('evil', 'run.json'), JSON.stringify(file));
    writeFileSync(join('evil', 'evil.js'), 'globalThis.harmed = true;');
    const {code, stderr} = await ntm(['eval', 'evil', '--edited']);
    expect([code, stderr]).toEqual([2, expect.stringContaining(reason)]);
    expect(stderr).toContain(`${join('evil', 'run.json')}: config.accessModule.path must be`);
    expect(globalThis).not.toHaveProperty('harmed');
  }
});

test.each([
  [
    ['--access', './mine/access.js', '--architecture', 'ntm'],
    '--architecture must be omitted with --access, got "ntm"',
  ],
  [['--access-option', 'keys=1'], '--access-option must be omitted without --access, got "keys"'],
  [
    ['--access', './mine/access.js', '--access-option', 'key=1'],
    '--access-option must be one of "rows", "width", "keys" (did you mean "keys"?), got "key"',
  ],
  [
    ['--access', './mine/access.js', '--access-option', 'keys=0'],
    '--access-option keys must be a positive integer, got 0',
  ],
  [['--access', './mine/access.js', '--rows', '0'], '--rows must be an integer at least 3, got 0'],
  [
    ['--access', './mine/access.js', '--heads', 'read'],
    '--heads must be omitted with --access ./mine/access.js, whose options are --controller',
  ],
  [['--access', './none.js'], '--access must be the path of a module (ENOENT'],
] as const)('%j is a mistake', async (options, message) => {
  const {code, stderr} = await ntm(['train', 'copy', ...options]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});

test('an access with a fixed number of rows is trained, and evaluated with these', async () => {
  const shelf = pathToFileURL(join(import.meta.dirname, '../../../presets/src/fixtures/shelf.ts'));
  const {shelf: make} = await import(shelf.href);
  Object.assign(globalThis, {make});
  writeFileSync('shelf.js', "export default make('FixedShelf');\n");
  const sizes = ['--units', '8', '--rows', '8', '--width', '4', '--batch', '10', '--sequences', '20'];
  const trained = await ntm([
    'train',
    'copy',
    ...smallTask,
    '--access',
    './shelf.js',
    ...sizes,
    '--run',
    'fixed',
    '--episodes',
    '2',
  ]);
  expect(trained).toMatchObject({code: 1, stderr: ''});
  expect(trained.stdout).toMatch(/npx ntm eval fixed --at length=20\n/);
  const evaluated = await ntm(['eval', 'fixed', '--rows', '16', '--episodes', '2']);
  expect(evaluated).toMatchObject({
    code: 2,
    stderr: 'ntm: --rows must be those of the model, since FixedShelf does not implement withRows, got 16\n',
  });
});
