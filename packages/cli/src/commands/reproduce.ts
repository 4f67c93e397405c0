import {availableParallelism} from 'node:os';
import {basename, join} from 'node:path';
import {
  renameArguments,
  requireChoice,
  requireInteger,
  requireMemory,
  requirePositiveInteger,
} from '@ntmjs/arguments';
import {modelNames, modelTitles, settingsNames} from '@ntmjs/presets';
import {bits, count, duration} from '@ntmjs/report';
import {
  jobFolder,
  jobsOf,
  readResults,
  reproduce,
  writePretrained,
  writeReport,
} from '@ntmjs/report/reproduction';
import {taskNames} from '@ntmjs/tasks';
import {evaluationEpisodes} from '@ntmjs/training';
import {type FolderLock, lockFolder, makeFolder, WriteError} from '@ntmjs/training/runs';
import {type Command, Option} from 'commander';
import {durationOption, namedOption, numberOption, wordsOption} from '../options.js';
import {outputFor} from '../output.js';
import {commandLine, DEFAULTS, noteCommand, type ReproduceOptions} from '../reproduce/commandLine.js';
import {trainInChild} from '../reproduce/trainInChild.js';
import {STOPPED, stopSignal} from '../stop.js';
import {requireSettings, taskOptionFor} from '../trainOptions.js';

/** Adds `ntm reproduce` to the program. */
export function addReproduceCommand(program: Command, exitWith: (code: number) => void): void {
  const titles = modelNames.map((name) => `${name} (${modelTitles[name]})`).join(', ');
  program
    .command('reproduce')
    .description(
      'train models on tasks with several seeds, by default those of the paper, and write a report; continues where it stopped',
    )
    .addOption(
      new Option('--task <list>', 'names of tasks (see: ntm tasks)')
        .argParser(wordsOption)
        .default([...DEFAULTS.task], 'those of the paper'),
    )
    .addOption(
      new Option(
        '--task-option <name=value>',
        'an option of the tasks, for all models; may be repeated (default: as in the preset of each model)',
      ).argParser(namedOption('--task-option')),
    )
    .addOption(
      new Option('--model <list>', `names of models: ${titles}`)
        .argParser(wordsOption)
        .default([...DEFAULTS.model], 'those of the paper: the first three'),
    )
    .option('--settings <name>', `the presets to use: ${settingsNames.join(' or ')}`, DEFAULTS.settings)
    .option('--seeds <n>', 'number of seeds: 1, 2, …', numberOption('--seeds'), 3)
    .option('--sequences <n>', 'largest number of training sequences of a run', numberOption('--sequences'))
    .option('--budget <time>', 'stop after this time, such as 90m or 2h', durationOption('--budget'))
    .addOption(
      new Option('--baseline-time <time>', 'longest training time of an LSTM without a memory')
        .argParser(durationOption('--baseline-time'))
        .default(DEFAULTS.baselineTime, '10m'),
    )
    .addOption(
      new Option('--jobs <n>', 'number of runs that train at a time')
        .argParser(numberOption('--jobs'))
        .default(availableParallelism(), 'one for each core'),
    )
    .option(
      '--episodes <n>',
      'number of fresh episodes to evaluate at the difficulty of training; a tenth of it beyond',
      numberOption('--episodes'),
      1000,
    )
    .option('--runs <folder>', 'folder of the runs', DEFAULTS.runs)
    .option('--report <folder>', 'folder of the report (default: report in the folder of the runs)')
    .option('--pretrained <folder>', 'copy the best model of each task and model there')
    .option('--json', 'print JSON lines for machines')
    .action(async (options: ReproduceOptions) => {
      exitWith(await reproduceCommand(options));
    });
}

/** @returns the exit code: 0 if every run is done, 1 if one failed, 130 if it was stopped or the budget is used up */
async function reproduceCommand(options: ReproduceOptions): Promise<number> {
  const output = outputFor(options);
  const {budget, runs, baselineTime, sequences, taskOption: taskOptions} = options;
  const tasks = options.task.map((task) => requireChoice('--task', task, taskNames));
  const models = options.model.map((model) => requireChoice('--model', model, modelNames));
  const settings = await renameArguments(argumentOf, () => requireSettings(options.settings));
  const {seeds} = options;
  const jobs = await renameArguments(argumentOf, () => jobsOf({tasks, taskOptions, models, settings, seeds}));
  const parallel = requirePositiveInteger('--jobs', options.jobs);
  const processes = Math.min(parallel, jobs.length);
  requireMemory(`${processes} processes`, {'--jobs': processes}, (sizes) => PROCESS_BYTES * sizes['--jobs']);
  const episodes = requireInteger('--episodes', options.episodes, evaluationEpisodes);
  if (sequences !== undefined) requirePositiveInteger('--sequences', sequences);
  const {signal: stop, release} = stopSignal();
  // Timers cannot wait for more than 24 days, so a larger budget has no effect.
  const time = budget === undefined || budget > 2e6 ? undefined : AbortSignal.timeout(1000 * budget);
  const signal = time === undefined ? stop : AbortSignal.any([stop, time]);
  let lock: FolderLock | undefined;
  try {
    await makeFolder(runs);
    lock = await lockFolder('--runs', runs);
    const commands = await noteCommand(runs, commandLine(options));
    const failures = await reproduce({
      ...{tasks, taskOptions, models, settings, seeds, parallel, sequences, signal, folder: runs},
      baselineSeconds: baselineTime,
      episodes: {trained: episodes, beyond: Math.ceil(episodes / 10), extreme: Math.ceil(episodes / 50)},
      train: trainInChild,
      onTraining(run, progress) {
        output.event('progress', {run, ...progress});
        output.progress(
          `${run}: ${count(progress.sequences)} sequences, ${bits(progress.bits)} bits, ${bits(progress.wrongBits)} wrong bits, ${duration(progress.seconds)}`,
        );
      },
      onTrained({job, folder, sequences, seconds, solvedAt}) {
        output.event('run', {run: folder, ...job, sequences, seconds});
        const solved = solvedAt === undefined ? 'not solved' : `solved after ${count(solvedAt.sequences)}`;
        output.line(`${folder}: ${solved}, ${count(sequences)} sequences in ${duration(seconds)}`);
      },
      onProgress: output.progress,
      onResult: (result) => output.event('evaluation', result),
    });
    for (const {reason, ...job} of failures) output.line(`${basename(jobFolder(runs, job))}: ${reason}`);
    const results = await readResults(runs);
    if (results.length === 0) {
      output.line('No run is done yet: there is nothing to report.');
    } else {
      const folder = options.report ?? join(runs, 'report');
      const report = await writeReport({folder, results, failures, commands});
      if (options.pretrained !== undefined) await writePretrained(options.pretrained, results);
      output.event('report', report);
      output.line(`${results.length} runs are done. The report: ${report.page}, its data: ${report.data}`);
    }
    if (failures.length > 0) return 1;
    if (!signal.aborted) return 0;
    const why = stop.aborted ? 'Stopped' : `The budget of ${duration(budget!)} is used up`;
    output.line(`${why}. To continue: ${commandLine(options)}`);
    return STOPPED;
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
    const remedy = `What is trained is saved. Once that is mended, to continue: ${commandLine(options)}`;
    throw new Error(`${error.message}\n${remedy}`, {cause: error});
  } finally {
    await lock?.release();
    release();
  }
}

/** The bytes that a process takes which trains a small model. */
const PROCESS_BYTES = 2e8;

/** The option that sets an argument of jobs, of presets or of a task. */
function argumentOf(argument: string): string {
  return ['settings', 'seeds'].includes(argument) ? `--${argument}` : taskOptionFor(argument);
}
