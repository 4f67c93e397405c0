import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {readSafetensors, writeSafetensors} from '@ntmjs/interchange';
import {useFolder} from '@ntmjs/test-support';
import {beforeEach, describe, expect, test} from 'vitest';
import {eventsOf, interrupted, ntm, small, smallModel, smallTask} from '../fixtures/command.js';

const path = useFolder();
const file = () => path('weights.safetensors');

/** The results of evaluating a run. */
async function evaluated(run: string) {
  const outcome = await ntm(['eval', run, '--at', 'length=1,2,3', '--episodes', '10', '--json']);
  expect(outcome.stderr).toBe('');
  return eventsOf(outcome);
}

/** Imports a file that is refused, of which no run is made; returns the message. */
async function refused(...args: readonly string[]): Promise<string> {
  const {code, stdout, stderr} = await ntm(['import', ...args, '--to', path('refused')]);
  expect(stdout).toBe('');
  expect(code).toBe(2);
  expect(await readdir(path())).not.toContain('refused');
  return stderr;
}

/** Writes the file again without some of its metadata, or with other. */
async function withMetadata(changed: Readonly<Record<string, string | undefined>>): Promise<void> {
  const {tensors, metadata} = readSafetensors(await readFile(file()));
  const entries = Object.entries({...metadata, ...changed}).filter(([, text]) => text !== undefined);
  await writeFile(file(), writeSafetensors(tensors, Object.fromEntries(entries) as Record<string, string>));
}

describe.each(['ntm', 'lstm'])('the weights of an %s', (architecture) => {
  test('are exported, and imported into a run that is as good', async () => {
    const sizes = architecture === 'ntm' ? smallModel : ['--units', '8'];
    const training = [...smallTask, ...sizes, '--batch', '10', '--episodes', '4', '--at', 'length=1'];
    const run = path('run');
    await ntm([
      'train',
      'copy',
      '--architecture',
      architecture,
      ...training,
      '--sequences',
      '20',
      '--run',
      run,
    ]);
    const exported = await ntm(['export', run, '--to', file(), '--json']);
    const bytes = await readFile(file());
    expect(eventsOf(exported)).toEqual([{event: 'export', run, file: file(), bytes: bytes.length}]);
    expect(await ntm(['import', file(), '--to', path('imported')])).toMatchObject({code: 0, stderr: ''});
    expect(await evaluated(path('imported'))).toEqual(await evaluated(run));
    const config = async (folder: string) =>
      JSON.parse(await readFile(path(folder, 'run.json'), 'utf8')).config;
    expect((await config('imported')).task).toEqual((await config('run')).task);
    await ntm(['export', path('imported'), '--to', path('again.safetensors')]);
    expect(readSafetensors(await readFile(path('again.safetensors')))).toEqual(readSafetensors(bytes));
    expect(JSON.parse(await readFile(path('imported', 'imported.json'), 'utf8'))).toMatchObject({
      file: file(),
    });
  });
});

describe('an imported run', () => {
  beforeEach(async () => {
    await ntm(['train', 'copy', ...small, '--sequences', '10', '--run', path('run')]);
    await ntm(['export', path('run'), '--to', file()]);
  });

  test('is inspected', {tags: ['full']}, async () => {
    await ntm(['import', file(), '--to', path('imported')]);
    const inspected = await ntm(['inspect', path('imported'), '--at', 'length=2']);
    expect(inspected).toMatchObject({code: 0, stderr: ''});
  });

  test('is trained further', async () => {
    await ntm(['import', file(), '--to', path('imported')]);
    const trained = await interrupted(['train', '--resume', path('imported')], /Continuing/);
    expect(trained.stderr).toBe('');
    expect(trained.stdout).toContain('The training so far is saved.');
  });

  test('may be of a file that says nothing of its model, with the options that describe it', async () => {
    await withMetadata({'ntmjs.layer': undefined, 'ntmjs.task': undefined});
    expect(await refused(file())).toContain(`--task must be given: ${file()} names no task`);
    expect(await refused(file(), '--task', 'copy')).toContain(
      `${file()} must be the weights of this layer, got `,
    );
    const options = ['--task', 'copy', ...smallTask, ...smallModel];
    const {code, stdout} = await ntm(['import', file(), ...options, '--to', path('imported')]);
    expect(code).toBe(0);
    expect(stdout).toContain('The file does not say of which model it is');
    expect(await evaluated(path('imported'))).toEqual(await evaluated(path('run')));
  });

  test('is not made of options that the file contradicts', async () => {
    expect(await refused(file(), '--architecture', 'dnc')).toContain(
      `--architecture must be ntm, as ${file()} says, or omitted, got "dnc"`,
    );
    expect(await refused(file(), '--rows', '16')).toContain(
      `${file()}: ntmjs.layer.access.memory.rows must be 16, as in the layer, got 8`,
    );
    expect(await refused(file(), '--task', 'repeat-copy')).toContain(`${file()}: ntmjs.layer.inputs must be`);
    expect(await refused(file(), '--task-option', 'vectorWidth=3')).toContain('ntmjs.layer.inputs must be 4');
    await mkdir(path('there'));
    const {code, stderr} = await ntm(['import', file(), '--to', path('there')]);
    expect(code).toBe(2);
    expect(stderr).toContain('must be a path where nothing is yet');
  });

  test('is not made of a file that is none, or lies about itself', async () => {
    expect(await refused(path('no.safetensors'))).toContain('file must be the path of a file, got');
    expect(await refused(path('run', 'run.json'))).toContain('whose name ends with .safetensors');
    const says = async (metadata: Readonly<Record<string, string>>) => {
      await withMetadata({'ntmjs.task': undefined, ...metadata});
      return refused(file());
    };
    expect(await says({'ntmjs.task': '[]'})).toContain(
      `${file()}: ntmjs.task must be an object {name, config}`,
    );
    expect(await says({'ntmjs.task': '{"name":"copy"}'})).toContain('ntmjs.task.config must be an object');
    expect(await says({'ntmjs.task': '{"config":{}}'})).toContain(
      'ntmjs.task.name must be a non-empty string',
    );
    expect(await says({'ntmjs.layer': '{"access":{"class":"Object"}}'})).toContain(
      `${file()}: the memory access must be one of NtmAccess, DncAccess`,
    );
    expect(await says({'ntmjs.layer': '{"access":{"class":"NtmAccess","memory":{"rowz":1}}}'})).toContain(
      `${file()}: model.memory.rowz must be omitted: did you mean rows?`,
    );
    await writeFile(file(), (await readFile(file())).subarray(0, 500));
    expect(await refused(file())).toContain(`${file()}: the length of the header must be`);
  });
});

test('what is exported must be a run, to a file of that ending', async () => {
  expect(await ntm(['export', path('none'), '--to', file()])).toMatchObject({code: 2, stdout: ''});
  const {code, stderr} = await ntm(['export', path('none'), '--to', path('weights.bin')]);
  expect(code).toBe(2);
  expect(stderr).toContain('--to must be the path of a file whose name ends with .safetensors');
});
