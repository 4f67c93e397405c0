import {access, readdir} from 'node:fs/promises';
import {useBackend, useFolder} from '@ntmjs/test-support';
import {describe, expect, test} from 'vitest';
import {weightsOf} from '../fixtures/models.js';
import {configWith, trainedRun, versions} from '../fixtures/runs.js';
import {killProcess, startSource} from '../fixtures/sourceProcess.js';
import {copyRun} from './copyRun.js';
import {Run} from './run.js';

const path = useFolder();

describe('the copy of a run', () => {
  useBackend('cpu');

  test('has its last checkpoint and its log up to there, and training goes on with it', async () => {
    const {run, model, state} = await trainedRun(path('run'));
    await run.log({sequences: 5});
    await copyRun(run, path('copies', '1'));
    const copy = await Run.open(path('copies', '1'));
    expect(weightsOf(await copy.loadModel())).toEqual(weightsOf(model));
    expect(await copy.loadState()).toEqual(state);
    expect(copy.file).toEqual(run.file);
    // The original is still locked.
    await copy.dropLogAfter(4);
    expect(await copy.readLog()).toEqual([]);
    await copy.close();
    expect((await readdir(copy.folder)).sort()).toEqual(['checkpoints', 'metrics.jsonl', 'run.json']);
    await run.close();
  });

  test('is whole while another process saves', async () => {
    const run = await Run.create(path('run'), configWith(), versions);
    await run.close();
    const child = await startSource(
      new URL('../fixtures/saveOn.ts', import.meta.url),
      'saveOn',
      run.folder,
      1,
    );
    try {
      const seen = new Set<number>();
      for (let count = 0; count < 5 || seen.size < 2; count++) {
        await copyRun(run, path(`copy-${count}`));
        const copy = await Run.open(path(`copy-${count}`));
        const {sequences} = await copy.loadState();
        expect(new Set(weightsOf(await copy.loadModel()))).toEqual(new Set([sequences]));
        seen.add(sequences);
      }
    } finally {
      await killProcess(child);
    }
  });

  test('of one without a checkpoint is refused, and leaves nothing', async () => {
    const run = await Run.create(path('run'), configWith(), versions);
    await expect(copyRun(run, path('copy'))).rejects.toThrow('run must be one with a checkpoint');
    await run.close();
    for (const name of ['copy', 'copy.partial']) await expect(access(path(name))).rejects.toThrow('ENOENT');
  });
});
