import {serveQueue} from '@ntmjs/sweep/queue';
import {FolderStore} from '@ntmjs/sweep/runs';
import type {Command} from 'commander';
import {outputFor} from '../output.js';
import {STOPPED, stopSignal} from '../stop.js';
import {type HandsOptions, jobsOption, leaseOption, trainingHere} from '../sweep/hands.js';

interface WorkerOptions extends HandsOptions {
  queue: string;
  runs: string;
  modules?: string;
}

/** Adds `ntm worker` to the program. */
export function addWorkerCommand(program: Command, exitWith: (code: number) => void): void {
  program
    .command('worker')
    .description('train the runs that sweeps leave in a queue, until it is stopped')
    .requiredOption('--queue <url>', 'redis://… or postgres://…')
    .option('--runs <folder>', 'folder of the runs, the same as that of the sweeps', 'sweeps/runs')
    .option('--modules <folder>', 'folder of the modules and saved models that runs may load; without, none')
    .addOption(jobsOption())
    .addOption(leaseOption())
    .action(async (options: WorkerOptions) => {
      exitWith(await workerCommand(options));
    });
}

/** @returns the exit code: 130 when it was stopped */
async function workerCommand({queue, runs, modules, ...options}: WorkerOptions): Promise<number> {
  const output = outputFor({});
  const {signal, release} = stopSignal();
  const {jobs, lease, train} = trainingHere(options);
  const store = new FolderStore(runs);
  try {
    await serveQueue({
      queue,
      store,
      train,
      jobs,
      modules,
      lease,
      signal,
      onEvent: (text) => output.line(text),
    });
    return STOPPED;
  } finally {
    release();
  }
}
