import {writeFile} from 'node:fs/promises';
import {ArgumentError} from '@ntmjs/arguments';
import {fetchRun} from '@ntmjs/sweep/bucket';
import {
  progressText,
  runSweep,
  type SweepStanding,
  statusText,
  surveySweep,
  sweepExample,
  writeSweepReport,
} from '@ntmjs/sweep/runs';
import type {Command} from 'commander';
import {jobsOption} from '../jobs.js';
import {type Output, outputFor} from '../output.js';
import {STOPPED, stopSignal} from '../stop.js';
import {handsOf, leaseOption, queueOption} from '../sweep/hands.js';
import {openSweep} from '../sweep/openSweep.js';
import type {SweepOptions} from '../sweep/sweepOptions.js';
import {withRemedy} from '../sweep/withRemedy.js';

/** Adds `ntm sweep` to the program. */
export function addSweepCommand(program: Command, exitWith: (code: number) => void): void {
  const sweep = program.command('sweep');
  addOptions(sweep)
    .description('train many runs that differ in some options and in their seeds; continues where it stopped')
    .addOption(jobsOption())
    .addOption(leaseOption())
    .addOption(queueOption())
    .option('--init', 'write an example of the file, with comments in .js and .ts, instead')
    .action(async (file: string, options: SweepOptions) => {
      exitWith(await (options.init ? initCommand(file, options) : sweepCommand(file, options)));
    });
  addOptions(sweep.command('status'))
    .description('print the points of a sweep, the best first, and write its page')
    .action(async (file: string, options: SweepOptions, command: Command) => {
      exitWith(await statusCommand(file, {...options, ...command.parent!.opts()}));
    });
  sweep
    .command('fetch <archive> <folder>')
    .description('copy a run with its model, s3://bucket/prefix/<run>/<attempt>.tar, from a bucket')
    .action((archive: string, folder: string) => fetchRun(archive, folder));
}

function addOptions(command: Command): Command {
  return command
    .argument('<file>', 'the configuration of the sweep: a .json, .js or .ts file')
    .option('--folder <folder>', 'folder or s3://… of the sweep (default: sweeps/<name of the file>)')
    .option('--runs <folder>', 'folder or s3://… of the runs, which sweeps may share', 'sweeps/runs')
    .option('--json', 'print JSON lines for machines');
}

/** Writes an example of a sweep's file, unless the file is there. */
async function initCommand(file: string, options: SweepOptions): Promise<number> {
  const text = sweepExample(file);
  await writeFile(file, text, {flag: 'wx'}).catch(({code, message}: NodeJS.ErrnoException) => {
    throw new ArgumentError(
      '--init',
      'a file that is not there and can be written',
      file,
      `: ${code ?? message}`,
    );
  });
  outputFor(options).line(`Edit ${file}, then: npx ntm sweep ${file}`);
  return 0;
}

/** @returns the exit code: 0 if every run is done or ended early, 1 if one failed or is missing, 130 if it was stopped */
async function sweepCommand(file: string, options: SweepOptions): Promise<number> {
  const output = outputFor(options);
  const opened = await openSweep(file, options);
  const {signal, release} = stopSignal();
  const {hands, close} = await handsOf(opened.parts.store, options, (text) => output.line(text));
  try {
    const onChange = (now: SweepStanding) => output.progress(progressText(now));
    const code = await withRemedy(`npx ntm sweep ${file}`, async () => {
      const standing = await runSweep({...opened.parts, ...hands, signal, onChange});
      return printStanding(standing, opened, output);
    });
    if (!signal.aborted) return code;
    output.line(`Stopped. To continue: npx ntm sweep ${file}`);
    return STOPPED;
  } finally {
    await close?.();
    release();
  }
}

async function statusCommand(file: string, options: SweepOptions): Promise<number> {
  const opened = await openSweep(file, options);
  return printStanding(await surveySweep(opened.parts), opened, outputFor(options));
}

/** Prints how far a sweep is, and writes its page. */
async function printStanding(
  standing: SweepStanding,
  {title, config, pages}: Awaited<ReturnType<typeof openSweep>>,
  output: Output,
): Promise<number> {
  const {runs, isPlanned} = standing;
  output.line(statusText(standing));
  const page = await writeSweepReport(pages, {title, config, standing});
  output.line(`The page of the sweep: ${page}`);
  output.event('sweep', {
    runs: runs.length,
    done: runs.filter(({result}) => result !== undefined).length,
    failed: runs.filter(({failure}) => failure !== undefined).length,
    stopped: runs.filter(({stopped}) => stopped).length,
    page,
  });
  return isPlanned && runs.every(({result, stopped}) => result !== undefined || stopped) ? 0 : 1;
}
