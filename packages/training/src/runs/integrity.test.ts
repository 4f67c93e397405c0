import {execFile} from 'node:child_process';
import {cp, mkdir, readFile, rename, rm, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {ArgumentError} from '@ntmjs/arguments';
import {RandomStream} from '@ntmjs/tasks';
import {useBackend, useFolder} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {weightsOf} from '../fixtures/models.js';
import {asOlder, checkpointAsOlder} from '../fixtures/olderFiles.js';
import {trainedRun} from '../fixtures/runs.js';
import {NonFiniteError} from '../nonFinite.js';
import {createOptimizer} from '../optimizers/createOptimizer.js';
import {Run} from './run.js';

useBackend('cpu');
const path = useFolder();

const CHECKPOINT = join('checkpoints', '4');
const FILES = ['model.json', 'weights.bin', 'optimizer.bin', 'training.json', 'run.json'];
const file = (name: string) => path('run', CHECKPOINT, name);

/** A run with a log and a checkpoint. */
async function loggedRun() {
  const {run, ...trained} = await trainedRun(path('run'), 4);
  for (const sequences of [2, 4]) await run.log({sequences});
  await run.save(trained);
  return {run, ...trained};
}

/** All that there is to read of a run, as text. */
async function contentOf(options?: {edited: boolean}): Promise<string> {
  const run = await Run.open(path('run'), options);
  const model = await run.loadModel();
  const optimizer = createOptimizer({type: 'gravesRmsProp', learningRate: 1e-3});
  const state = await run.loadTraining(optimizer);
  const slots = (await optimizer.getWeights()).map(({tensor}) => [...tensor.dataSync()]);
  const content = [run.file, weightsOf(model), state, slots, await run.readLog()];
  model.dispose();
  return JSON.stringify(content);
}

/** The bytes with a change: a bit turned, a byte left out or doubled, or the end cut off. */
function mutated(bytes: Buffer, random: RandomStream): Buffer {
  const at = random.integer(0, bytes.length - 1);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at + 1)];
  const byte = bytes[at]!;
  switch (random.integer(0, 3)) {
    case 0:
      return Buffer.concat([before, after]);
    case 1:
      return Buffer.concat([before, Buffer.from([byte, byte]), after]);
    case 2:
      return before;
    default:
      return Buffer.concat([before, Buffer.from([byte ^ (1 << random.integer(0, 7))]), after]);
  }
}

describe('a changed file is rejected by its name, or holds what was written:', () => {
  test.each(['run.json', 'metrics.jsonl', ...FILES.map((name) => join(CHECKPOINT, name))])(
    '%s',
    async (name) => {
      await loggedRun();
      const written = await contentOf();
      const [original, random] = [await readFile(path('run', name)), new RandomStream(1)];
      let rejected = 0;
      for (let number = 0; number < 40; number++) {
        await writeFile(path('run', name), mutated(original, random));
        try {
          expect(await contentOf()).toBe(written);
        } catch (error) {
          expect(error).toBeInstanceOf(ArgumentError);
          expect((error as Error).message).toContain(path('run', name));
          rejected++;
        }
      }
      expect(rejected).toBeGreaterThan(30);
    },
  );

  test.each(FILES)('%s of another checkpoint', async (name) => {
    const {run, model, optimizer, state} = await loggedRun();
    model.setWeights(model.getWeights().map((weight) => tf.add(weight, 1)));
    await optimizer.setWeights(
      (await optimizer.getWeights()).map(({name, tensor}) => ({name, tensor: tf.add(tensor, 1)})),
    );
    await cp(path('run'), path('other'), {recursive: true});
    await run.save({model, optimizer, state: {...state, sequences: 5}});
    await cp(path('run', 'checkpoints', '5', name), path('other', CHECKPOINT, name));
    await rename(path('run'), path('first'));
    await rename(path('other'), path('run'));
    if (name === 'run.json') await contentOf();
    else await expect(contentOf()).rejects.toThrow(ArgumentError);
  });
});

describe('a run.json that was changed on purpose', () => {
  const changeBatch = async () => {
    const text = await readFile(path('run', 'run.json'), 'utf8');
    await writeFile(path('run', 'run.json'), text.replace('"batch": 2', '"batch": 6'));
  };

  test('is rejected with the field, both values, and the way to go on', async () => {
    await loggedRun();
    await changeBatch();
    await expect(Run.open(path('run'))).rejects.toThrow(
      `${path('run', 'run.json')}: config.training.batch must be 2, as in ${file('run.json')} ` +
        '(if you changed it on purpose, add --edited to the command, or {edited: true} to Run.open), got 6',
    );
  });

  test('is accepted where that is said, and by everyone after the next checkpoint', async () => {
    const {run: first, model, optimizer, state} = await loggedRun();
    await first.close();
    await changeBatch();
    const run = await Run.open(path('run'), {edited: true});
    expect(run.config.training.batch).toBe(6);
    await run.save({model, optimizer, state: {...state, sequences: 6}});
    expect((await Run.open(path('run'))).config.training.batch).toBe(6);
  });

  test('may have more sequences, but not fewer', async () => {
    const {run} = await loggedRun();
    await expect(run.prolong(30)).rejects.toThrow('sequences must be an integer at least 31, got 30');
    await run.prolong(60);
    await run.close();
    expect((await Run.open(path('run'))).config.training.sequences).toBe(60);
    const text = await readFile(path('run', 'run.json'), 'utf8');
    await writeFile(path('run', 'run.json'), text.replace('"sequences": 60', '"sequences": 20'));
    await expect(Run.open(path('run'))).rejects.toThrow('config.training.sequences must be 30, as in');
  });

  test('may name its schema', async () => {
    await loggedRun();
    const json = JSON.parse(await readFile(path('run', 'run.json'), 'utf8'));
    await writeFile(path('run', 'run.json'), JSON.stringify({$schema: './run.schema.json', ...json}));
    await Run.open(path('run'));
  });

  test.each(['broken', 'missing'])('and is %s: the error names its copy', async (how) => {
    await loggedRun();
    if (how === 'missing') await rm(path('run', 'run.json'));
    else await writeFile(path('run', 'run.json'), '{"format": ');
    await expect(Run.open(path('run'))).rejects.toThrow(`(a copy of run.json is ${file('run.json')})`);
    await cp(file('run.json'), path('run', 'run.json'));
    await contentOf();
  });
});

describe('metrics', () => {
  test('that were changed on purpose are accepted where that is said', async () => {
    const {run} = await loggedRun();
    await writeFile(path('run', 'metrics.jsonl'), '{"sequences":4}\n');
    await expect(run.readLog()).rejects.toThrow(
      `${path('run', 'metrics.jsonl')} must be a file whose first 32 bytes are what was logged before the last checkpoint`,
    );
    await expect(run.dropLogAfter(4)).rejects.toThrow(ArgumentError);
    expect(await readFile(path('run', 'metrics.jsonl'), 'utf8')).toBe('{"sequences":4}\n');
    const edited = await Run.open(path('run'), {edited: true});
    expect(await edited.readLog()).toEqual([{sequences: 4}]);
  });

  test('after the last checkpoint are not read, and dropped where training resumes', async () => {
    const {run} = await loggedRun();
    await run.log({sequences: 6});
    await writeFile(path('run', 'metrics.jsonl'), '{"sequences":', {flag: 'a'});
    expect(await run.readLog()).toEqual([{sequences: 2}, {sequences: 4}]);
    await run.dropLogAfter(4);
    expect(await readFile(path('run', 'metrics.jsonl'), 'utf8')).toBe('{"sequences":2}\n{"sequences":4}\n');
  });
});

describe('a checkpoint of an older version', () => {
  test('loads without a SHA-256', async () => {
    await loggedRun();
    const written = await contentOf();
    await checkpointAsOlder(path('run', CHECKPOINT));
    await rm(file('run.json'));
    expect(await contentOf()).toBe(written);
  });

  test.each(['weights.bin', 'optimizer.bin'])('has only finite numbers in %s', async (name) => {
    await loggedRun();
    await checkpointAsOlder(path('run', CHECKPOINT));
    const bytes = await readFile(file(name));
    const last = name === 'weights.bin' ? 'dense_Dense' : 'update';
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      bytes.writeFloatLE(value, bytes.length - 4);
      await writeFile(file(name), bytes);
      await expect(contentOf()).rejects.toThrow(
        new RegExp(`${name}: .*${last}.*\\[\\d+\\] must be a finite number, got ${value}`),
      );
    }
  });

  test('has lines of metrics in their order', async () => {
    const {run} = await loggedRun();
    await checkpointAsOlder(path('run', CHECKPOINT));
    const metrics = path('run', 'metrics.jsonl');
    await writeFile(metrics, '{"sequences":2}\n{"sequences":4}\n{"sequences":3}\n');
    await expect(run.readLog()).rejects.toThrow(
      `line 3 of ${metrics}: sequences must be an integer above 4, got 3`,
    );
    await writeFile(metrics, '{"sequences":2}\n{"sequen\n{"sequences":3}\n');
    await expect(run.dropLogAfter(4)).rejects.toThrow(`line 2 of ${metrics} must be valid JSON (`);
  });
});

test('a number that is not finite is not saved, and what was saved stays', async () => {
  const {run, model, optimizer, state} = await loggedRun();
  const written = await contentOf();
  const weights = model.getWeights();
  model.setWeights([tf.fill(weights[0]!.shape, Number.NaN), ...weights.slice(1)]);
  const saving = run.save({model, optimizer, state: {...state, sequences: 6}});
  await expect(saving).rejects.toThrow(NonFiniteError);
  await expect(saving).rejects.toThrow(/^the weight .*kernel\[0\] is NaN after 6 sequences; try/);
  expect(await contentOf()).toBe(written);
});

describe('only regular files in the folder are read:', () => {
  const pathsOf = async (paths: string[]) => {
    await checkpointAsOlder(path('run', CHECKPOINT));
    await asOlder(file('model.json'), (json) => {
      json.weightsManifest[0].paths = paths;
    });
  };

  test.each(['../weights.bin', '/dev/zero', '..', '', 'a/b.bin', 'a\\b.bin'])('no path %j', async (name) => {
    await loggedRun();
    await cp(file('weights.bin'), path('run', 'checkpoints', 'weights.bin'));
    await pathsOf([name]);
    await expect(contentOf()).rejects.toThrow(
      `${file('model.json')}: weightsManifest.0.paths.0 must be the name of a file in the same folder, got `,
    );
  });

  test.each(FILES)(
    'no link, folder, device or pipe %s',
    {skip: process.platform === 'win32'},
    async (name) => {
      await loggedRun();
      const expected = `${file(name)} must be a regular file, got "a link, a folder, a device or a pipe"`;
      await rename(file(name), path('outside'));
      for (const place of [
        () => symlink(path('outside'), file(name)),
        () => symlink('/dev/zero', file(name)),
        () => mkdir(file(name)),
        () => promisify(execFile)('mkfifo', [file(name)]),
      ]) {
        await place();
        await expect(contentOf()).rejects.toThrow(expected);
        await rm(file(name), {recursive: true});
      }
    },
  );

  test.each(['run.json', 'metrics.jsonl'])(
    'a link to %s, but no pipe',
    {skip: process.platform === 'win32'},
    async (name) => {
      await loggedRun();
      const written = await contentOf();
      await rename(path('run', name), path('outside'));
      await symlink(path('outside'), path('run', name));
      expect(await contentOf()).toBe(written);
      await rm(path('run', name));
      await promisify(execFile)('mkfifo', [path('run', name)]);
      await expect(contentOf()).rejects.toThrow(`${path('run', name)} must be a regular file`);
    },
  );
});
