import {ArgumentError, requireInteger, requirePositiveInteger} from '@ntmjs/arguments';
import {numberOption} from '@ntmjs/arguments/texts';
import {serveQueue} from '@ntmjs/sweep/queue';
import {FolderStore, runSweep, standingText} from '@ntmjs/sweep/runs';
import {type Command, Option} from 'commander';
import {type Output, outputFor} from '../output.js';
import {STOPPED, stopSignal} from '../stop.js';
import {type HandsOptions, handsOf, jobsOption, leaseOption, trainingHere} from '../sweep/hands.js';
import {type OpenOptions, openSweep} from '../sweep/openSweep.js';

interface WorkerOptions extends HandsOptions, OpenOptions {
  modules?: string;
  index?: number;
  of?: number;
}

/** Adds `ntm worker` to the program. */
export function addWorkerCommand(program: Command, exitWith: (code: number) => void): void {
  program
    .command('worker')
    .description(
      'train the runs that sweeps leave in a queue, or without a queue a share of the runs of one sweep',
    )
    .argument('[file]', 'the configuration of the sweep, with --index and --of')
    .option('--queue <url>', 'redis://… or postgres://…: work on what is there until stopped')
    .option('--folder <folder>', 'folder of the sweep (default: sweeps/<name of the file>)')
    .option('--runs <folder>', 'folder of the runs, the same as that of the sweeps', 'sweeps/runs')
    .option(
      '--modules <folder>',
      'folder of the modules and saved models that runs of a queue may load; without, none',
    )
    .addOption(new Option('--index <i>', 'the share, from 0').argParser(numberOption('--index')))
    .addOption(new Option('--of <n>', 'the number of shares').argParser(numberOption('--of')))
    .addOption(jobsOption())
    .addOption(leaseOption())
    .action(async (file: string | undefined, options: WorkerOptions) => {
      if ((file === undefined) === (options.queue === undefined))
        throw new ArgumentError(
          '--queue',
          'given, or else a file of a sweep with --index and --of',
          options.queue,
        );
      const output = outputFor({});
      const {signal, release} = stopSignal();
      const work =
        file === undefined
          ? workOnQueue(options, output, signal)
          : workOnShare(file, options, output, signal);
      exitWith(await work.finally(release));
    });
}

/** @returns the exit code: 130 when it was stopped */
async function workOnQueue(options: WorkerOptions, output: Output, signal: AbortSignal): Promise<number> {
  const {queue, runs, modules} = options;
  const {jobs, lease, train} = trainingHere(options);
  const store = new FolderStore(runs);
  await serveQueue({
    queue: queue!,
    store,
    train,
    jobs,
    modules,
    lease,
    signal,
    onEvent: (text) => output.line(text),
  });
  return STOPPED;
}

/** @returns the exit code: 0 if all runs of the share are over, 130 if it was stopped */
async function workOnShare(
  file: string,
  options: WorkerOptions,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  const of = requirePositiveInteger('--of', options.of);
  const index = requireInteger('--index', options.index, {min: 0, max: of - 1});
  const opened = await openSweep(file, options);
  const {hands} = await handsOf(opened.parts.store, options, (text) => output.line(text));
  const standing = await runSweep({...opened.parts, ...hands, share: {index, of}, signal});
  output.line(standingText(standing));
  return signal.aborted ? STOPPED : 0;
}
