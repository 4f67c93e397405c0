import {writeFile} from 'node:fs/promises';
import {availableParallelism} from 'node:os';
import {basename, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {ArgumentError, requireMemory, requirePositiveInteger} from '@ntmjs/arguments';
import {numberOption} from '@ntmjs/arguments/texts';
import {readSweep, type SweepConfig} from '@ntmjs/sweep';
import {
  FolderStore,
  Leases,
  progressText,
  runSweep,
  SweepFolder,
  type SweepStanding,
  statusText,
  surveySweep,
  sweepExample,
  trainInProcess,
  workerHere,
  writeSweepReport,
} from '@ntmjs/sweep/runs';
import {readConfigFile} from '@ntmjs/tasks/modules';
import {type Command, Option} from 'commander';
import {type Output, outputFor} from '../output.js';
import {STOPPED, stopSignal} from '../stop.js';
import {describingOptions} from '../sweep/describeOptions.js';
import type {SweepOptions} from '../sweep/sweepOptions.js';

/** The module of a process that trains one run. */
const ATTEMPT = fileURLToPath(new URL('../../dist/attempt.js', import.meta.url));

/** The bytes that a process takes which trains a small model. */
const PROCESS_BYTES = 2e8;

/** Adds `ntm sweep` to the program. */
export function addSweepCommand(program: Command, exitWith: (code: number) => void): void {
  const sweep = program.command('sweep');
  addOptions(sweep)
    .description('train many runs that differ in some options and in their seeds; continues where it stopped')
    .addOption(
      new Option('--jobs <n>', 'number of runs at a time, each in a process of its own')
        .argParser(numberOption('--jobs'))
        .default(availableParallelism(), 'one for each core'),
    )
    .option('--init', 'write an example of the file, with comments in .js and .ts, instead')
    .action(async (file: string, options: SweepOptions) => {
      exitWith(await (options.init ? initCommand(file, options) : sweepCommand(file, options)));
    });
  addOptions(sweep.command('status'))
    .description('print the points of a sweep, the best first, and write its page')
    .action(async (file: string, options: SweepOptions, command: Command) => {
      exitWith(await statusCommand(file, {...options, ...command.parent!.opts()}));
    });
}

function addOptions(command: Command): Command {
  return command
    .argument('<file>', 'the configuration of the sweep: a .json, .js or .ts file')
    .option('--folder <folder>', 'folder of the sweep (default: sweeps/<name of the file>)')
    .option('--runs <folder>', 'folder of the runs, which several sweeps may share', 'sweeps/runs')
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
  const parallel = requirePositiveInteger('--jobs', options.jobs);
  requireMemory(`${parallel} processes`, {'--jobs': parallel}, (sizes) => PROCESS_BYTES * sizes['--jobs']);
  const opened = await openSweep(file, options);
  const {parts} = opened;
  const leases = new Leases();
  const work = workerHere({store: parts.store, leases, train: trainInProcess(ATTEMPT)});
  const {signal, release} = stopSignal();
  try {
    const onChange = (now: SweepStanding) => output.progress(progressText(now));
    const standing = await runSweep({...parts, leases, work, parallel, signal, onChange});
    const code = await printStanding(standing, opened, output);
    if (!signal.aborted) return code;
    output.line(`Stopped. To continue: npx ntm sweep ${file}`);
    return STOPPED;
  } finally {
    release();
  }
}

async function statusCommand(file: string, options: SweepOptions): Promise<number> {
  const opened = await openSweep(file, options);
  return printStanding(await surveySweep(opened.parts), opened, outputFor(options));
}

/** A sweep with its folder, where its runs are, and what its options mean. */
async function openSweep(file: string, options: SweepOptions) {
  const config = (await readConfigFile(file)) as SweepConfig;
  const sweep = await readSweep(file, config);
  const describe = describingOptions((option) =>
    option in config.search.space ? `${file}: search.space.${option}` : `${file}: run.${option}`,
  );
  const title = basename(file).replace(/\.\w+$/, '');
  const path = options.folder ?? join('sweeps', title);
  const folder = await SweepFolder.open(path, config);
  return {title, config, parts: {sweep, describe, folder, store: new FolderStore(options.runs)}};
}

/** Prints how far a sweep is, and writes its page. */
async function printStanding(
  standing: SweepStanding,
  {title, config, parts}: Awaited<ReturnType<typeof openSweep>>,
  output: Output,
): Promise<number> {
  const {runs, isPlanned} = standing;
  output.line(statusText(standing));
  const page = await writeSweepReport(parts.folder.folder, {title, config, standing});
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
