import {setTimeout} from 'node:timers/promises';
import {RandomStream} from '@ntmjs/tasks';
import {expect, onTestFailed, onTestFinished} from 'vitest';
import {Command} from './command.js';
import {disturb} from './disturb.js';
import type {ServerKind} from './servers.js';
import {SweepFiles, smallSweep} from './smallSweep.js';

export interface QueuedSweep {
  readonly runs: number;
  /** How many workers there are, and how many of them are killed in the course of the sweep. */
  readonly workers: number;
  readonly kills: number;
  /** After how many runs the server is killed, and started again. */
  readonly restarts: readonly number[];
  /** Where the runs are; defaults to a folder. */
  readonly place?: string;
}

/** Does a sweep through a queue, disturbs it, and expects every run to be done once, as in a sweep that nothing disturbed. */
export async function sweepThrough(kind: ServerKind, args: QueuedSweep): Promise<void> {
  const {runs, kills, restarts, place} = args;
  const [files, server] = [await SweepFiles.create(smallSweep(runs), place), await kind.create()];
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
  const start = (...words: string[]) => {
    const at = place === undefined ? [] : ['--runs', place];
    const command = new Command([...words, '--queue', server.url, ...at], files.folder);
    commands.push(command);
    return command;
  };
  const startWorker = () => start('worker', '--jobs', '1', '--lease', '4');
  const watcher = start('sweep', 'sweep.json');
  const workers = Array.from({length: args.workers}, startWorker);
  const restart = async () => {
    await server.kill();
    await setTimeout(500);
    await server.start();
  };
  const happened = disturb({
    ...{files, runs, workers, kills, start: startWorker, random: new RandomStream(1), signal: over.signal},
    events: new Map(restarts.map((at) => [at, restart])),
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
