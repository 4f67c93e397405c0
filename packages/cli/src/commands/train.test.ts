import {existsSync} from 'node:fs';
import {mkdir, readdir, readFile} from 'node:fs/promises';
import {useFolder} from '@ntmjs/test-support';
import {fileSystem, Run} from '@ntmjs/training/runs';
import {loadLayersModel} from '@tensorflow/tfjs-layers';
import {afterEach, describe, expect, test} from 'vitest';
import {eventsOf, ntm, small} from '../fixtures/command.js';
import {metricsOf, weightsOf} from '../fixtures/runFiles.js';

const path = useFolder();

describe('ntm train', () => {
  test('for machines, prints what it does as JSON lines in order, and keeps all of it', async () => {
    const run = path('run');
    const outcome = await ntm(['train', 'copy', ...small, '--sequences', '240', '--run', run, '--json']);
    expect(outcome.stderr).toBe('');
    expect(outcome.code).toBe(1);
    const events = eventsOf(outcome);
    expect(events.map(({event}) => event)).toEqual([
      'start',
      'progress',
      'progress',
      'end',
      'evaluation',
      'evaluation',
      'figure',
    ]);
    const [start, first, second, end, shorter, longer, figure] = events;
    expect(start).toMatchObject({run, config: {seed: 1, backend: 'wasm', training: {sequences: 240}}});
    expect([first!.sequences, second!.sequences, end!.sequences]).toEqual([100, 200, 240]);
    expect(end).toMatchObject({reason: 'budget', checkpoint: path('run', 'checkpoints', '240')});
    expect(shorter).toMatchObject({difficulty: {length: 1}, rows: 8, episodes: 4});
    expect(longer).toMatchObject({difficulty: {length: 2}, rows: 8, episodes: 4});
    expect(figure).toEqual({event: 'figure', path: path('run', 'episode.svg')});

    expect((await readdir(run)).sort()).toEqual([
      'checkpoints',
      'episode.svg',
      'evaluation.json',
      'metrics.jsonl',
      'run.json',
    ]);
    expect(await readdir(path('run', 'checkpoints'))).toEqual(['240']);
    expect((await Run.open(run)).config).toEqual(start!.config);
    expect(await metricsOf(path('run'))).toMatchObject([
      {sequences: 100},
      {sequences: 200},
      {sequences: 240},
    ]);
    const {results: evaluation} = JSON.parse(await readFile(path('run', 'evaluation.json'), 'utf8'));
    expect(evaluation).toEqual(
      [shorter, longer].map((result) => {
        const {event: _, ...rest} = result!;
        return rest;
      }),
    );
    expect(await readFile(path('run', 'episode.svg'), 'utf8')).toContain('<svg');
    const model = await loadLayersModel(fileSystem(path('run', 'checkpoints', '240')));
    expect(model.outputs[0]!.shape).toEqual([null, null, 2]);
  });

  test('prints the results and the paths of all files', async () => {
    const run = path('run');
    const {code, stdout, stderr} = await ntm(['train', 'copy', ...small, '--sequences', '40', '--run', run]);
    expect(stderr).toBe('');
    expect(code).toBe(1);
    expect(stdout).toContain(
      `Training ${run}: the copy task, 342 parameters, batch 10, seed 1, backend wasm`,
    );
    expect(stdout).toMatch(
      /Not solved after 40 sequences and \d+s: [\d.]+ bits and [\d.]+ wrong bits per sequence/,
    );
    expect(stdout).toContain('On 4 fresh episodes of each difficulty');
    expect(stdout).toContain('  length   memory rows   wrong bits   worst sequence   bits');
    for (const file of [
      'run.json',
      'metrics.jsonl',
      'checkpoints/40/model.json',
      'evaluation.json',
      'episode.svg',
    ]) {
      expect(stdout).toContain(path('run', file));
      expect(existsSync(path('run', file))).toBe(true);
    }
    expect(stdout).toContain(
      `Evaluate at other difficulties: npx ntm eval ${run} --at length=20 --rows 32\n`,
    );
    expect(await metricsOf(path('run'))).toMatchObject([{sequences: 40}]);
  });

  test('ends with exit code 0 if the task was solved at some time', async () => {
    const solvable = [...small, '--sequences', '1200', '--solved', 'wrongBits=5', '--batch', '50', '--json'];
    const end = async (...more: string[]) => {
      const outcome = await ntm(['train', 'copy', ...solvable, ...more]);
      expect(outcome.code).toBe(0);
      return eventsOf(outcome).find(({event}) => event === 'end');
    };
    const solvedAt = {sequences: 1000};
    expect(await end('--run', path('on'))).toMatchObject({reason: 'budget', sequences: 1200, solvedAt});
    expect(await end('--run', path('stop'), '--stop-when-solved')).toMatchObject({
      reason: 'solved',
      sequences: 1000,
      solvedAt,
    });
  });

  test('without --at, tries what it was trained on first, then what is beyond it', async () => {
    const args = ['train', 'copy', '--units', '4', '--task-option', 'vectorWidth=1', '--sequences', '1'];
    const outcome = await ntm([...args, '--episodes', '6', '--run', path('run'), '--json']);
    const events = eventsOf(outcome).filter(({event}) => event === 'evaluation');
    const trials = events.map(({difficulty, rows}) => [difficulty, rows]);
    // The extreme is evaluated on a fifth of the episodes.
    expect(events.map(({episodes}) => episodes)).toEqual([...Array(9).fill(6), 2]);
    expect(trials).toEqual([
      [{}, 128],
      ...[10, 20, 30, 50, 80].map((length) => [{length}, 128]),
      [{length: 80}, 256],
      [{length: 120}, 128],
      [{length: 120}, 256],
      [{length: 1000}, 2048],
    ]);
  });

  test('keeps the given number of checkpoints, at the given interval', async () => {
    const args = [...small, '--sequences', '90', '--checkpoint-every', '20', '--keep', '3'];
    await ntm(['train', 'copy', ...args, '--run', path('run')]);
    expect((await readdir(path('run', 'checkpoints'))).sort()).toEqual(['60', '80', '90']);
    expect(await metricsOf(path('run'))).toMatchObject(
      [20, 40, 60, 80, 90].map((sequences) => ({sequences})),
    );
  });

  test.each(['wasm', 'cpu'])('equal seeds give equal numbers on %s', async (backend) => {
    const args = ['train', 'copy', ...small, '--sequences', '130', '--backend', backend];
    const seeded = (seed: string, run: string) => [...args, '--seed', seed, '--run', path(run), '--json'];
    for (const [seed, run] of [
      ['5', 'a'],
      ['5', 'b'],
      ['6', 'c'],
    ] as const) {
      expect((await ntm(seeded(seed, run))).code).toBe(1);
    }
    expect(await metricsOf(path('b'))).toEqual(await metricsOf(path('a')));
    expect(await metricsOf(path('c'))).not.toEqual(await metricsOf(path('a')));
    expect(await weightsOf(path('b'))).toEqual(await weightsOf(path('a')));
    const evaluation = (run: string) => readFile(path(run, 'evaluation.json'), 'utf8');
    expect(await evaluation('b')).toBe(await evaluation('a'));
  });

  test('takes the whole configuration from options, and writes it to run.json', async () => {
    const options = {
      controller: 'lstm',
      units: '6',
      layers: '2',
      rows: '9',
      width: '5',
      contents: 'random',
      heads: 'write,read,read',
      'shift-range': '2',
      'first-weighting': 'learned',
      activation: 'tanh',
      'weighting-clip': '7',
      batch: '3',
      sequences: '7',
      solved: 'wrongBits=0.5',
      optimizer: 'adam',
      'learning-rate': '0.01',
      decay: '0.5/6',
      clip: '2',
      'clip-norm': '3',
      curriculum: 'length=2',
      'advance-below': '1.5',
      'checkpoint-every': '3',
      keep: '2',
      'on-nan': 'rewind',
      threads: '1',
      seed: '-4',
      backend: 'cpu',
      run: path('run'),
      at: 'length=1',
      episodes: '2',
    };
    const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    const task = ['copy', '--task-option', 'vectorWidth=2', '--task-option', 'endMarker=true'];
    const outcome = await ntm([
      'train',
      ...task,
      ...flags,
      '--stop-when-solved',
      '--eager',
      '--relaxed-simd',
      '--json',
    ]);
    expect(outcome.stderr).toBe('');
    const {config} = await Run.open(path('run'));
    expect(config).toEqual({
      task: {
        name: 'copy',
        config: {vectorWidth: 2, minLength: 1, maxLength: 20, startMarker: false, endMarker: true},
      },
      model: {
        architecture: 'ntm',
        controller: {type: 'lstm', units: 6, layers: 2},
        memory: {rows: 9, width: 5, contents: 'random'},
        heads: ['write', 'read', 'read'],
        shiftRange: 2,
        firstWeighting: 'learned',
        vectorActivation: 'tanh',
        weightingClip: 7,
      },
      training: {
        batch: 3,
        sequences: 7,
        solved: {metric: 'wrongBits', below: 0.5},
        stopWhenSolved: true,
        optimizer: {type: 'adam', learningRate: 0.01},
        learningRateDecay: {to: 0.5, over: 6},
        clip: {elementwise: 2, globalNorm: 3},
        curriculum: {type: 'doubling', part: 'length', start: 2, below: 1.5},
        checkpointEvery: 3,
        keep: 2,
        onNaN: 'rewind',
        compile: 'never',
        threads: 1,
        relaxedSimd: true,
      },
      seed: -4,
      backend: 'cpu',
    });
  });
});

describe('without --run', () => {
  const home = process.cwd();
  afterEach(() => {
    process.chdir(home);
  });

  test('runs are numbered by task', async () => {
    process.chdir(path());
    await mkdir(path('runs', 'copy-2'), {recursive: true});
    const args = ['train', 'copy', ...small, '--sequences', '10'];
    for (const run of ['copy-1', 'copy-3']) {
      expect((await ntm(args)).stdout).toContain(`Training ${['runs', run].join('/')}:`);
      expect(await readdir(path('runs', run))).toContain('evaluation.json');
    }
    expect(await readdir(path('runs', 'copy-2'))).toEqual([]);
  });
});
