import {RandomStream} from '@ntmjs/tasks';
import {describe, expect, onTestFinished, test} from 'vitest';
import {Command} from './command.js';
import {disturb} from './disturb.js';
import {sizes, timeoutOf} from './sizes.js';
import {SweepFiles, smallSweep} from './smallSweep.js';

describe('processes that share a folder', () => {
  for (const {runs, kills} of sizes) {
    const pools = runs > 100 ? 3 : 2;
    test(`${pools} do ${runs} runs, though ${kills} are killed and one is frozen`, {
      tags: ['full'],
      timeout: timeoutOf(runs),
    }, async () => {
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
      const begun = performance.now();
      const happened = await disturb({files, random, runs, workers, start, kills, signal: over.signal});
      const ends = await Promise.all(workers.map(({ended}) => ended));
      await files.printFigures('the folder', performance.now() - begun);
      for (const [index, end] of ends.entries()) expect(end, workers[index]!.output).toBe(0);
      expect(happened).toEqual({kills, taken: true});
      await files.expectDone();
      expect((await files.attempts()).flatMap(({failed}) => failed ?? [])).toEqual([]);
    });
  }
});
