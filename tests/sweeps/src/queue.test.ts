import {test} from 'vitest';
import {describeWithServers} from './describeWithServers.js';
import {redis} from './servers.js';
import {sizes, timeoutOf} from './sizes.js';
import {sweepThrough} from './throughQueue.js';

describeWithServers((kind) => {
  // Each process takes a second or more to start: always on one kind, on the other with all tests.
  test(
    '2 workers do 5 runs, though one is killed, one is frozen and the server is killed',
    {
      tags: kind === redis ? [] : ['full'],
    },
    () => sweepThrough(kind, {runs: 5, workers: 2, kills: 1, restarts: [2]}),
  );

  for (const {runs, kills} of sizes) {
    test(
      `3 workers do ${runs} runs, though ${kills} are killed, one is frozen and the server is killed twice`,
      {tags: ['full'], timeout: timeoutOf(runs)},
      () =>
        sweepThrough(kind, {runs, workers: 3, kills, restarts: [Math.floor(runs / 4), Math.floor(runs / 2)]}),
    );
  }
});
