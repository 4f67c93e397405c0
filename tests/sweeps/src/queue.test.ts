import {setTimeout} from 'node:timers/promises';
import {RandomStream} from '@ntmjs/tasks';
import {expect, onTestFailed, onTestFinished, test} from 'vitest';
import {Command} from './command.js';
import {describeWithServers} from './describeWithServers.js';
import {disturb} from './disturb.js';
import type {ServerKind} from './servers.js';
import {sizes, timeoutOf} from './sizes.js';
import {SweepFiles, smallSweep} from './smallSweep.js';

describeWithServers((kind) => {
  for (const {runs, kills} of sizes) {
    test(
      `3 workers do ${runs} runs, though ${kills} are killed, one is frozen and the server is killed twice`,
      {tags: ['full'], timeout: timeoutOf(runs)},
      () => sweepThrough(kind, runs, kills),
    );
  }
});

async function sweepThrough(kind: ServerKind, runs: number, kills: number): Promise<void> {
  const [files, server] = [await SweepFiles.create(smallSweep(runs)), await kind.create()];
  const commands: Command[] = [];
  const over = new AbortController();
  onTestFailed(() => console.error(commands.map(({output}) => output).join('\n\n')));
  onTestFinished(async () => {
    over.abort();
    await Promise.all(commands.map((command) => command.kill()));
    await server.remove();
    await files.remove();
  });
  await server.start();
  const start = (...args: string[]) => {
    const command = new Command([...args, '--queue', server.url], files.folder);
    commands.push(command);
    return command;
  };
  const startWorker = () => start('worker', '--jobs', '1', '--lease', '4');
  const watcher = start('sweep', 'sweep.json');
  const workers = Array.from({length: 3}, startWorker);
  const restart = async () => {
    await server.kill();
    await setTimeout(500);
    await server.start();
  };
  const happened = disturb({
    ...{files, runs, workers, kills, start: startWorker, random: new RandomStream(1), signal: over.signal},
    events: new Map([Math.floor(runs / 4), Math.floor(runs / 2)].map((at) => [at, restart])),
  });
  const begun = performance.now();
  expect(await watcher.ended, watcher.output).toBe(0);
  await files.printFigures(kind.name, performance.now() - begun);
  expect(await happened).toEqual({kills, taken: true});
  for (const worker of workers) {
    worker.signal('SIGTERM');
    // The last one to be started may not listen to signals yet.
    expect([130, 'SIGTERM'], worker.output).toContain(await worker.ended);
  }
  await files.expectDone();
  expect((await files.attempts()).flatMap(({failed}) => failed ?? [])).toEqual([]);
}
