import {readdir, readFile} from 'node:fs/promises';
import {ArgumentError} from '@ntmjs/arguments';
import {useBackend, useFolder} from '@ntmjs/test-support';
import {describe, expect, test} from 'vitest';
import {lstmModel, weightsOf} from '../fixtures/models.js';
import {configWith, task, versions} from '../fixtures/runs.js';
import {createOptimizer} from '../optimizers/createOptimizer.js';
import {Run} from './run.js';
import type {RunConfig} from './runConfig.js';
import {trainRun} from './trainRun.js';

const path = useFolder();

/** Training that becomes worse: its rate is far too high for so small a network. */
const config = (): RunConfig => {
  const usual = configWith({type: 'sgd', learningRate: 2});
  const training = {...usual.training, clip: {}, batch: 10, sequences: 4000, checkpointEvery: 100};
  return {...usual, training: {...training, keepBest: 'bits'}};
};

/** Trains a run, or continues it, until it ends or has trained on so many sequences. */
async function trainOn(run: Run, until = Number.POSITIVE_INFINITY) {
  const optimizer = createOptimizer(run.config.training.optimizer);
  const {model, state} = (await run.isNew())
    ? {model: lstmModel(task), state: undefined}
    : await run.load(optimizer);
  const stop = new AbortController();
  const reports: {sequences: number; bits: number}[] = [];
  for await (const event of trainRun({run, model, task, optimizer, state, signal: stop.signal})) {
    if (event.type === 'rewind') continue;
    if (event.type === 'progress') reports.push(event.report);
    if (event.report.sequences >= until) stop.abort();
    if (event.type !== 'end') continue;
    await run.close();
    return {model, reports, end: event};
  }
  throw new Error('no end');
}

const filesOf = async (folder: string) =>
  Promise.all(['weights.bin', 'optimizer.bin'].map((name) => readFile(`${folder}/${name}`, 'base64')));

describe('trainRun', () => {
  useBackend('cpu');

  test('logs reports, and saves checkpoints', async () => {
    const run = await Run.create(path('run'), configWith(), versions);
    const {model, end} = await trainOn(run);
    expect(end).toMatchObject({reason: 'budget', checkpoint: path('run', 'checkpoints', '30')});
    expect(weightsOf(await run.loadModel())).toEqual(weightsOf(model));
    expect((await run.readLog()).map(({sequences}) => sequences)).toEqual([30]);
    expect(await run.best()).toBeUndefined();
  });

  test('keeps the checkpoint with the best mean, the same one after a stop', async () => {
    const [run, whole] = [
      await Run.create(path('run'), config(), versions),
      await Run.create(path('whole'), config(), versions),
    ];
    const {reports} = await trainOn(whole);
    // Means are over 1000 sequences from then on.
    const full = reports.filter(({sequences}) => sequences >= 1000);
    const least = full.reduce((best, each) => (each.bits < best.bits ? each : best));
    expect(least.sequences).toBeLessThan(4000);
    expect((await whole.best())?.sequences).toBe(least.sequences);

    expect((await trainOn(run, 730)).end.reason).toBe('stopped');
    expect((await trainOn(await Run.open(path('run')), 2110)).end.reason).toBe('stopped');
    await trainOn(await Run.open(path('run')));
    for (const kind of ['best', 'checkpoints']) {
      const [one] = await readdir(path('run', kind));
      expect(await readdir(path('whole', kind))).toEqual([one]);
      expect(await filesOf(path('run', kind, one!))).toEqual(await filesOf(path('whole', kind, one!)));
    }
  });

  test('a run opened with best has that model and state, and all of its log', async () => {
    const run = await Run.create(path('run'), config(), versions);
    await trainOn(run);
    const best = (await run.best())!;
    const opened = await Run.open(path('run'), {best: true});
    expect((await opened.loadState()).sequences).toBe(best.sequences);
    expect(weightsOf(await opened.loadModel())).not.toEqual(weightsOf(await run.loadModel()));
    expect((await opened.readLog()).at(-1)?.sequences).toBe(4000);
  });

  test('a run without a best checkpoint is an error when that is asked for', async () => {
    const run = await Run.create(path('run'), configWith(), versions);
    await trainOn(run);
    const opened = await Run.open(path('run'), {best: true});
    await expect(opened.loadModel()).rejects.toThrow(
      `run must be one that keeps its best checkpoint: it was trained without --keep-best, got "${path('run')}"`,
    );
  });

  test('a metric that the task does not have is an error before a step', async () => {
    const wrong = config();
    const run = await Run.create(
      path('run'),
      {...wrong, training: {...wrong.training, keepBest: 'bit'}},
      versions,
    );
    await expect(trainOn(run)).rejects.toThrow(ArgumentError);
    expect(await readdir(path('run', 'checkpoints'))).toEqual(['0']);
  });
});
