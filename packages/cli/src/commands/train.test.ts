import {existsSync} from 'node:fs';
import {mkdir, readdir, readFile} from 'node:fs/promises';
import {useFolder} from '@ntmjs/testing';
import {fileSystem, Run} from '@ntmjs/training/runs';
import {loadLayersModel} from '@tensorflow/tfjs-layers';
import {afterEach, describe, expect, test} from 'vitest';
import {eventsOf, ntm, small} from '../fixtures/command.js';

const path = useFolder();

/** The lines of a run's metrics, without what depends on how fast the machine is. */
async function metricsOf(run: string): Promise<unknown[]> {
  const lines = (await readFile(path(run, 'metrics.jsonl'), 'utf8')).trimEnd().split('\n');
  return lines.map((line) => {
    const {seconds: _, sequencesPerSecond: __, ...metrics} = JSON.parse(line);
    return metrics;
  });
}

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
    expect(start).toMatchObject({run, config: {seed: 3, backend: 'wasm', training: {sequences: 240}}});
    expect([first!.sequences, second!.sequences, end!.sequences]).toEqual([100, 200, 240]);
    expect(end).toMatchObject({reason: 'budget', checkpoint: path('run', 'checkpoints', '240')});
    expect(shorter).toMatchObject({length: 1, rows: 8, episodes: 4});
    expect(longer).toMatchObject({length: 2, rows: 8, episodes: 4});
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
    expect(await metricsOf('run')).toMatchObject([{sequences: 100}, {sequences: 200}, {sequences: 240}]);
    const evaluation = JSON.parse(await readFile(path('run', 'evaluation.json'), 'utf8'));
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

  test('for people, says how it went and where everything lies', async () => {
    const run = path('run');
    const {code, stdout, stderr} = await ntm(['train', 'copy', ...small, '--sequences', '40', '--run', run]);
    expect(stderr).toBe('');
    expect(code).toBe(1);
    expect(stdout).toContain(
      `Training ${run}: the copy task, 342 parameters, batch 10, seed 3, backend wasm`,
    );
    expect(stdout).toMatch(
      /Not solved after 40 sequences and \d+s: [\d.]+ bits and [\d.]+ wrong bits a sequence/,
    );
    expect(stdout).toContain('On 4 fresh episodes of each length');
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
    expect(stdout).toContain(`npx ntm eval ${run}`);
    expect(await metricsOf('run')).toMatchObject([{sequences: 40}]);
  });

  test('ends with exit code 0 once the task is solved', async () => {
    const solvable = [...small, '--sequences', '2000', '--solved-below', '5', '--batch', '50'];
    const outcome = await ntm(['train', 'copy', ...solvable, '--run', path('run'), '--json']);
    expect(outcome.code).toBe(0);
    expect(eventsOf(outcome).find(({event}) => event === 'end')).toMatchObject({
      reason: 'solved',
      sequences: 1000,
    });
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
    expect(await metricsOf('b')).toEqual(await metricsOf('a'));
    expect(await metricsOf('c')).not.toEqual(await metricsOf('a'));
    const weights = (run: string) => readFile(path(run, 'checkpoints', '130', 'weights.bin'));
    expect((await weights('b')).equals(await weights('a'))).toBe(true);
    const evaluation = (run: string) => readFile(path(run, 'evaluation.json'), 'utf8');
    expect(await evaluation('b')).toBe(await evaluation('a'));
  });

  test('a loss that is not finite ends it with an error that says when', async () => {
    const args = ['train', 'copy', ...small, '--learning-rate', '1e30', '--run', path('run')];
    const {code, stderr} = await ntm(args);
    expect(stderr).toBe('ntm: the loss is NaN after 10 sequences\n');
    expect(code).toBe(1);
  });

  test('is told everything by options, and writes it down', async () => {
    const options = {
      controller: 'lstm',
      units: '6',
      layers: '2',
      rows: '9',
      width: '5',
      heads: 'write,read,read',
      'shift-range': '2',
      'first-weighting': 'learned',
      activation: 'tanh',
      'weighting-clip': '7',
      batch: '3',
      sequences: '7',
      'solved-below': '0.5',
      optimizer: 'adam',
      'learning-rate': '0.01',
      clip: '2',
      'clip-norm': '3',
      seed: '-4',
      backend: 'cpu',
      run: path('run'),
      lengths: '1',
      episodes: '2',
    };
    const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    const outcome = await ntm(['train', 'copy', '--task-option', 'bits=2', ...flags, '--json']);
    expect(outcome.stderr).toBe('');
    const {config} = await Run.open(path('run'));
    expect(config).toEqual({
      task: {name: 'copy', config: {bits: 2, minLength: 1, maxLength: 20}},
      model: {
        architecture: 'ntm',
        controller: {type: 'lstm', units: 6, layers: 2},
        memory: {rows: 9, width: 5},
        heads: ['write', 'read', 'read'],
        shiftRange: 2,
        firstWeighting: 'learned',
        vectorActivation: 'tanh',
        weightingClip: 7,
      },
      training: {
        batch: 3,
        sequences: 7,
        solvedBelow: 0.5,
        optimizer: {type: 'adam', learningRate: 0.01},
        clip: {elementwise: 2, globalNorm: 3},
        compile: 'auto',
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
