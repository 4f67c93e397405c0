import {cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {useFolder} from '@ntmjs/test-support';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {eventsOf, ntm, small} from '../fixtures/command.js';

const path = useFolder();

/** A run that was trained once; each test gets a copy of it. */
let trained: string;
beforeAll(async () => {
  trained = await mkdtemp(join(tmpdir(), 'ntmjs-'));
  await ntm(['train', 'copy', ...small, '--sequences', '10', '--run', join(trained, 'run')]);
});
afterAll(async () => {
  await rm(trained, {recursive: true});
});
beforeEach(async () => {
  await cp(join(trained, 'run'), path('run'), {recursive: true});
});

describe('ntm eval', () => {
  test('tries each difficulty on each number of rows', async () => {
    const outcome = await ntm([
      'eval',
      path('run'),
      '--at',
      'length=1,3',
      '--rows',
      '8,16',
      '--episodes',
      '5',
      '--json',
    ]);
    expect(outcome.stderr).toBe('');
    expect(outcome.code).toBe(0);
    expect(eventsOf(outcome)).toMatchObject(
      [
        [1, 8],
        [3, 8],
        [1, 16],
        [3, 16],
      ].map(([length, rows]) => ({event: 'evaluation', difficulty: {length}, rows, episodes: 5})),
    );
  });

  test('prints the numbers from the end of training, and does not change the run', async () => {
    const before = await readdir(path('run'));
    const outcome = await ntm(['eval', path('run'), '--at', 'length=1,2', '--episodes', '4', '--json']);
    const results = eventsOf(outcome).map(({event: _, ...result}) => result);
    expect(results).toEqual(JSON.parse(await readFile(path('run', 'evaluation.json'), 'utf8')).results);
    expect(await readdir(path('run'))).toEqual(before);
  });

  test('another seed draws other episodes', async () => {
    const args = ['eval', path('run'), '--at', 'length=5', '--json', '--seed'];
    const {stdout} = await ntm([...args, '1']);
    expect((await ntm([...args, '1'])).stdout).toBe(stdout);
    expect((await ntm([...args, '2'])).stdout).not.toBe(stdout);
  });

  test('prints a table for people', async () => {
    const {code, stdout} = await ntm(['eval', path('run'), '--at', 'length=2', '--episodes', '3']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /length {3}memory rows {3}wrong bits {3}worst sequence {3}bits\n.*\n +2 +8 +[\d.]+/,
    );
  });

  test('without --at, tries what the model was trained with first, then what is beyond it', async () => {
    const outcome = await ntm(['eval', path('run'), '--episodes', '1', '--json']);
    expect(eventsOf(outcome).map(({difficulty, rows}) => [difficulty, rows])).toEqual(
      [{}, ...[10, 20, 30, 50, 80, 120].map((length) => ({length}))].map((difficulty) => [difficulty, 8]),
    );
  });

  test('ends at Ctrl-C', async () => {
    let pressed = false;
    const {code, stdout, stderr} = await ntm(['eval', path('run'), '--episodes', '60'], () => {
      if (!pressed) process.emit('SIGINT');
      pressed = true;
    });
    expect(code).toBe(130);
    expect(stderr).toBe('');
    expect(stdout).toBe('evaluating 60 episodes, as trained with 8 memory rows\nStopped.\n');
  });
});

describe('ntm eval rejects', () => {
  async function expectRefused(args: string[], message: string | RegExp): Promise<void> {
    const {code, stdout, stderr} = await ntm(['eval', ...args]);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^ntm: .*\n$/);
    expect(code).toBe(2);
    expect(stdout).toBe('');
  }

  test('wrong options', async () => {
    const run = path('run');
    await expectRefused(
      [run, '--at', 'length=0'],
      '--at must be a part of the difficulty and positive integers, such as length=20,50, got "length=0"',
    );
    await expectRefused(
      [run, '--at', 'items=3'],
      '--at must be a part of the difficulty of the task copy (length), got "items"',
    );
    await expectRefused(
      [run, '--rows', '8,x'],
      '--rows must be positive integers with commas between them, got "8,x"',
    );
    await expectRefused(
      [run, '--rows', '8,2'],
      'ntm: --rows must be at least 3: its heads choose among 3 shifts (−1 … +1), got 2',
    );
    await expectRefused(
      [run, '--episodes', '0'],
      '--episodes must be an integer at least 1 and at most 10000000, got 0',
    );
    await expectRefused([run, '--seed', '0.5'], '--seed must be an integer, got 0.5');
  });

  test('a folder that is no run', async () => {
    await mkdir(path('empty'));
    for (const folder of [path('empty'), path('missing')]) {
      await expectRefused(
        [folder],
        `run must be the folder of a run, with a run.json in it, got "${folder}"`,
      );
    }
  });

  test('a run without a checkpoint', async () => {
    await rm(path('run', 'checkpoints'), {recursive: true});
    await expectRefused([path('run')], 'run must be one with a checkpoint: it ended before its first');
  });

  test('weights that are not whole', async () => {
    const file = path('run', 'checkpoints', '10', 'weights.bin');
    await truncate(file, 12);
    await expectRefused([path('run')], `${file} must be a file of 1368 bytes of weights, got 12`);
  });

  test('a run.json that is not JSON', async () => {
    await writeFile(path('run', 'run.json'), '{"format": "ntm');
    await expectRefused([path('run')], `${path('run', 'run.json')} must be valid JSON (`);
  });

  test('a run.json of something else', async () => {
    await writeFile(path('run', 'run.json'), '{"name": "my-app", "version": "1.0.0"}');
    await expectRefused([path('run')], `${path('run', 'run.json')}: format must be given, got undefined`);
  });

  test.each<[string[], unknown, string]>([
    [['seed'], 'one', 'config.seed must be an integer, got "one"'],
    [['task', 'name'], 'sing', 'task must be one of "copy"'],
    [['task', 'config', 'vectorWidth'], 0, 'copy.vectorWidth must be a positive integer, got 0'],
    [
      ['training', 'solved', 'metric'],
      'loss',
      'solved.metric must be one of "bits", "wrongBits", got "loss"',
    ],
    [
      ['training', 'curriculum'],
      {type: 'doubling', part: 'items', start: 1, below: 1},
      'curriculum.part must be one of "length", got "items"',
    ],
    [['training', 'onNaN'], 'cry', 'config.training.onNaN must be one of "stop", "rewind", got "cry"'],
    [['backend'], 'gpu', 'backend must be a registered backend of tfjs, got "gpu"'],
    [
      ['model'],
      {},
      'config.model.architecture must be one of "ntm", "lstm", "dnc", "mann", "sam", "sdnc", "delta", "attention", "stack", "queue", "deque", got undefined',
    ],
    [['model', 'memory', 'rows'], 2.5, 'config.model.memory.rows must be a positive integer, got 2.5'],
  ])('a run.json in which %j is %j', async (keys, value, message) => {
    await changeRunFile(keys, value);
    await expectRefused([path('run'), '--edited'], `${path('run', 'run.json')}: ${message}`);
  });

  test('a run.json that was changed since the checkpoint', async () => {
    await changeRunFile(['model', 'memory', 'rows'], 16);
    const copy = path('run', 'checkpoints', '10', 'run.json');
    await expectRefused(
      [path('run')],
      `${path('run', 'run.json')}: config.model.memory.rows must be 8, as in ${copy} ` +
        '(if you changed it on purpose, add --edited to the command, or {edited: true} to Run.open), got 16',
    );
  });

  test.each<[string[], unknown, string]>([
    [
      ['model', 'memory', 'rows'],
      16,
      'config.model.memory.rows must be 8, as in the model of the run, got 16',
    ],
    [
      ['model', 'controller', 'type'],
      'gru',
      'config.model.controller.type must be "feedforward", as in the model of the run, got "gru"',
    ],
    [
      ['model', 'controller', 'layers'],
      2,
      'config.model must be that of the model of the run, in which cell.config.controller.className is "FeedforwardCell", got',
    ],
    [['model', 'shiftRange'], 2, 'config.model.shiftRange must be 1, as in the model of the run, got 2'],
    [['model'], {architecture: 'lstm', hiddenUnits: 8}, 'config.model.architecture must be "ntm"'],
    [
      ['task', 'config', 'vectorWidth'],
      3,
      'config.model must be that of the model of the run, in which batchInputShape.2 is 3, got 4',
    ],
  ])('a run.json in which %j is %j, for another model', async (keys, value, message) => {
    await changeRunFile(keys, value);
    await expectRefused([path('run'), '--edited'], `${path('run', 'run.json')}: ${message}`);
  });

  test('weights with a bit turned, and that are not finite', async () => {
    const checkpoint = path('run', 'checkpoints', '10');
    const file = join(checkpoint, 'weights.bin');
    const bytes = await readFile(file);
    bytes.writeFloatLE(Number.NaN, 8);
    await writeFile(file, bytes);
    await expectRefused([path('run')], `${file} must be what was saved, with the SHA-256 `);
    for (const name of ['model.json', 'training.json']) {
      const {files: _, sha256: __, ...json} = JSON.parse(await readFile(join(checkpoint, name), 'utf8'));
      await writeFile(join(checkpoint, name), JSON.stringify(json));
    }
    await expectRefused([path('run')], `${file}: ntm/kernel[2] must be a finite number, got NaN`);
  });
});

/** Changes a part of the configuration in the run's `run.json`. */
async function changeRunFile(keys: readonly string[], value: unknown): Promise<void> {
  const file = path('run', 'run.json');
  const json = JSON.parse(await readFile(file, 'utf8'));
  let part = json.config;
  for (const key of keys.slice(0, -1)) part = part[key];
  part[keys.at(-1)!] = value;
  await writeFile(file, JSON.stringify(json));
}
