import {RandomStream} from '@ntmjs/tasks';
import {describe, expect, onTestFinished, test} from 'vitest';
import {Command} from './command.js';
import {disturb} from './disturb.js';
import {SweepFiles, smallSweep} from './smallSweep.js';

describe('processes that share a folder', () => {
  for (const {runs, pools, kills, tags} of [
    {runs: 15, pools: 2, kills: 3, tags: ['full']},
    {runs: 200, pools: 3, kills: 40, tags: ['full']},
  ]) {
    test(`${pools} do ${runs} runs, though ${kills} are killed and one is frozen`, {tags}, async () => {
      const files = await SweepFiles.create(smallSweep(runs));
      const start = () =>
        new Command(['sweep', 'sweep.json', '--jobs', '1', '--lease', '4', '--json'], files.folder);
      const workers = Array.from({length: pools}, start);
      const over = new AbortController();
      onTestFinished(async () => {
        over.abort();
        await Promise.all(workers.map((worker) => worker.kill()));
        await files.remove();
      });
      const random = new RandomStream(1);
      const happened = await disturb({files, random, runs, workers, start, kills, signal: over.signal});
      const ends = await Promise.all(workers.map(({ended}) => ended));
      for (const [index, end] of ends.entries()) expect(end, workers[index]!.output).toBe(0);
      expect(happened).toEqual({kills, taken: true});
      await files.expectDone();
      expect((await files.attempts()).flatMap(({failed}) => failed ?? [])).toEqual([]);
    });
  }
});
