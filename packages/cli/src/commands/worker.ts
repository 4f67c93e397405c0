import {ArgumentError, requireInteger, requirePositiveInteger, requireText} from '@ntmjs/arguments';
import {numberOption} from '@ntmjs/arguments/texts';
import {openStore} from '@ntmjs/sweep/bucket';
import {serveQueue} from '@ntmjs/sweep/queue';
import {runSweep, standingText} from '@ntmjs/sweep/runs';
import {type Command, Option} from 'commander';
import {jobsOption} from '../jobs.js';
import {outputFor} from '../output.js';
import {STOPPED, stopSignal} from '../stop.js';
import {handsOf, leaseOption, renamed, trainingHere} from '../sweep/hands.js';
import {openSweep} from '../sweep/openSweep.js';
import type {WorkerOptions} from '../sweep/sweepOptions.js';

/** Adds `ntm worker` to the program. */
export function addWorkerCommand(program: Command, exitWith: (code: number) => void): void {
  program
    .command('worker')
    .description('train the runs that sweeps leave in a queue, or a share of the runs of one sweep')
    .argument('[file]', 'the configuration of the sweep, with --index and --of')
    .option('--queue <url>', 'redis://… or postgres://…: work on what is there until stopped')
    .option('--folder <folder>', 'folder or s3://… of the sweep (default: sweeps/<name of the file>)')
    .option('--runs <folder>', 'folder or s3://… of the runs, that of the sweeps', 'sweeps/runs')
    .option('--modules <folder>', 'folder of modules and models that runs of a queue may load; else none')
    .addOption(new Option('--index <i>', 'the share, from 0').argParser(numberOption('--index')))
    .addOption(new Option('--of <n>', 'the number of shares').argParser(numberOption('--of')))
    .addOption(jobsOption())
    .addOption(leaseOption())
    .action(async (file: string | undefined, options: WorkerOptions) => {
      const {signal, release} = stopSignal();
      exitWith(await workerCommand(file, options, signal).finally(release));
    });
}

/** @returns the exit code: 0 if all runs of the share are over, 130 if it was stopped */
async function workerCommand(file: string | undefined, options: WorkerOptions, signal: AbortSignal) {
  const {line} = outputFor({});
  if (file === undefined) {
    const queue = requireText('--queue', options.queue);
    const store = await openStore(options.runs);
    const args = {...options, ...trainingHere(options), queue, store, signal, onEvent: line};
    await renamed(() => serveQueue(args));
    return STOPPED;
  }
  if (options.queue !== undefined) throw new ArgumentError('--queue', 'omitted with a file', options.queue);
  const of = requirePositiveInteger('--of', options.of);
  const index = requireInteger('--index', options.index, {min: 0, max: of - 1});
  const opened = await openSweep(file, options);
  const {hands} = await handsOf(opened.parts.store, options, line);
  line(standingText(await runSweep({...opened.parts, ...hands, share: {index, of}, signal})));
  return signal.aborted ? STOPPED : 0;
}
