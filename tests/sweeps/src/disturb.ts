import {setTimeout} from 'node:timers/promises';
import type {RandomStream} from '@ntmjs/tasks';
import type {Command} from './command.js';
import type {SweepFiles} from './smallSweep.js';

export interface DisturbArgs {
  readonly files: SweepFiles;
  readonly random: RandomStream;
  /** The number of runs. */
  readonly runs: number;
  /** The processes that train; the ones that are killed are replaced. */
  readonly workers: Command[];
  readonly start: () => Command;
  /** How many workers are killed, at random moments of the sweep. */
  readonly kills: number;
  /** What else happens, by the number of runs that are done. */
  readonly events?: ReadonlyMap<number, () => Promise<void>>;
  /** Ends the disturbance. */
  readonly signal: AbortSignal;
}

/** What happened. */
export interface Disturbance {
  readonly kills: number;
  /** Whether a run of the frozen worker was taken from it. */
  readonly taken: boolean;
}

/**
 * Disturbs a sweep while it goes on: workers are killed at random, and one is frozen until another has taken its run, and then woken. When that
 * happens depends on how many runs are done, not on the time.
 */
export async function disturb(args: DisturbArgs): Promise<Disturbance> {
  const {random, runs, kills, events = new Map()} = args;
  const moments = Array.from({length: kills}, () => random.integer(0, runs - 2)).sort((a, b) => a - b);
  const actions = [
    ...moments.map((at) => ({at, act: () => killOne(args)})),
    ...[...events].map(([at, act]) => ({at, act})),
    {at: Math.floor(runs / 3), act: () => freezeOne(args)},
  ].sort((one, other) => one.at - other.at);
  const happened = {kills: 0, taken: false};
  for (const {at, act} of actions) {
    while (!args.signal.aborted && (await args.files.done()) < at) await setTimeout(100);
    if (args.signal.aborted) break;
    // Anywhere in a training, or in the start of one.
    await setTimeout(random.integer(0, 1500));
    const what = await act();
    if (what === 'killed') happened.kills += 1;
    if (what === 'taken') happened.taken = true;
  }
  return happened;
}

async function killOne({workers, random, start}: DisturbArgs): Promise<'killed'> {
  const index = random.integer(0, workers.length - 1);
  await workers[index]!.kill();
  workers[index] = start();
  return 'killed';
}

/** Freezes a worker that trains until another one has begun an attempt at its run. */
async function freezeOne({workers, files, signal}: DisturbArgs): Promise<'taken' | 'idle'> {
  while (!signal.aborted) {
    for (const worker of workers) {
      const held = (await files.attempts()).find((each) => !each.ended && each.holder.process === worker.pid);
      if (held === undefined) continue;
      worker.signal('SIGSTOP');
      try {
        const now = async () => (await files.attempts()).filter(({run}) => run === held.run);
        // It may have ended just before.
        if ((await now()).find(({attempt}) => attempt === held.attempt)?.ended) continue;
        while (!signal.aborted) {
          if ((await now()).some(({attempt}) => attempt > held.attempt)) return 'taken';
          await setTimeout(100);
        }
      } finally {
        worker.signal('SIGCONT');
      }
    }
    await setTimeout(50);
  }
  return 'idle';
}
