import {availableParallelism} from 'node:os';
import {basename, join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {requireChoice, requirePositiveInteger} from '@ntmjs/arguments';
import {modelNames, paperModelNames, paperTasks, type SettingsName, settingsNames} from '@ntmjs/presets';
import {duration, renaming} from '@ntmjs/report';
import {jobFolder, jobsOf, readResults, writePretrained} from '@ntmjs/report/reproduction';
import {taskNames} from '@ntmjs/tasks';
import {type Command, Option} from 'commander';
import {durationOption, numberOption, type TaskOptions, taskOption, wordsOption} from '../options.js';
import {humanOutput, jsonOutput} from '../output.js';
import {noteCommand} from '../reproduce/commands.js';
import {reproduce} from '../reproduce/reproduce.js';
import {stopSignal} from '../stop.js';
import {taskOptionFor} from '../trainOptions.js';

interface ReproduceOptions {
  task: string[];
  taskOption?: TaskOptions;
  controller: string[];
  settings: string;
  seeds: number;
  sequences?: number;
  budget?: number;
  baselineTime: number;
  jobs: number;
  episodes: number;
  runs: string;
  report?: string;
  pretrained?: string;
  json?: boolean;
}

/** For how long an LSTM is trained at the most, unless it is said otherwise. */
const BASELINE_SECONDS = 600;

/** Where the runs are kept, unless it is said otherwise. */
const RUNS = join('runs', 'reproduce');

/** Adds `ntm reproduce` to the program. */
export function addReproduceCommand(program: Command, exitWith: (code: number) => void): void {
  program
    .command('reproduce')
    .description(
      'train the models of the paper, or others, on its tasks or others with several seeds, and write a report beside the paper’s numbers; goes on where it stopped',
    )
    .addOption(
      new Option('--task <list>', 'the tasks (see: ntm tasks)')
        .argParser(wordsOption)
        .default(paperTasks, 'the paper’s'),
    )
    .addOption(
      new Option(
        '--task-option <name=value>',
        'an option of the tasks, for all models; may be given several times (default: as in the settings of each model)',
      ).argParser(taskOption('--task-option')),
    )
    .addOption(
      new Option('--controller <list>', `the models: ${modelNames.join(', ')}`)
        .argParser(wordsOption)
        .default(paperModelNames, 'the paper’s: the first three'),
    )
    .option('--settings <name>', `where settings are from: ${settingsNames.join(' or ')}`, 'measured')
    .option('--seeds <n>', 'how many seeds: 1, 2, …', numberOption('--seeds'), 3)
    .option('--sequences <n>', 'train each on so many at the most', numberOption('--sequences'))
    .option('--budget <time>', 'stop after so long, such as 90m or 2h', durationOption('--budget'))
    .addOption(
      new Option('--baseline-time <time>', 'train each LSTM for so long at the most')
        .argParser(durationOption('--baseline-time'))
        .default(BASELINE_SECONDS, '10m'),
    )
    .addOption(
      new Option('--jobs <n>', 'how many runs at a time')
        .argParser(numberOption('--jobs'))
        .default(availableParallelism(), 'one for each core'),
    )
    .option('--episodes <n>', 'fresh episodes to evaluate as trained', numberOption('--episodes'), 1000)
    .option('--runs <folder>', 'where the runs are kept', RUNS)
    .option('--report <folder>', 'where the report goes (default: report in the folder of the runs)')
    .option('--pretrained <folder>', 'put the best model of each task and controller there')
    .option('--json', 'print JSON lines for machines')
    .action(async (options: ReproduceOptions) => {
      exitWith(await reproduceCommand(options));
    });
}

/** @returns the exit code: 0 if every run is done, 1 if one failed, 130 if it was stopped or the budget is used up */
async function reproduceCommand(options: ReproduceOptions): Promise<number> {
  const output = options.json ? jsonOutput(process.stdout) : humanOutput(process.stdout);
  const {budget, runs, baselineTime} = options;
  const tasks = options.task.map((task) => requireChoice('--task', task, taskNames));
  const models = options.controller.map((model) => requireChoice('--controller', model, modelNames));
  const settings = requireChoice('--settings', options.settings, settingsNames) as SettingsName;
  const seeds = requirePositiveInteger('--seeds', options.seeds);
  const {taskOption: taskOptions} = options;
  await renaming(argumentOf, () => jobsOf({tasks, taskOptions, models, settings, seeds: 1}));
  const parallel = requirePositiveInteger('--jobs', options.jobs);
  const episodes = requirePositiveInteger('--episodes', options.episodes);
  if (options.sequences !== undefined) requirePositiveInteger('--sequences', options.sequences);
  const {signal: stop, release} = stopSignal();
  // A budget of more than 24 days is none: timers cannot wait for longer.
  const time = budget === undefined || budget > 2e6 ? undefined : AbortSignal.timeout(1000 * budget);
  const signal = time === undefined ? stop : AbortSignal.any([stop, time]);
  try {
    const commands = await noteCommand(runs, commandLine(options));
    const failures = await reproduce({
      ...{tasks, taskOptions, models, settings, seeds, parallel, output, signal, folder: runs},
      sequences: options.sequences,
      baselineSeconds: baselineTime,
      episodes: {trained: episodes, beyond: Math.ceil(episodes / 10), long: Math.ceil(episodes / 50)},
    });
    for (const {reason, ...job} of failures) output.line(`${basename(jobFolder(runs, job))}: ${reason}`);
    const results = await readResults(runs);
    if (results.length === 0) {
      output.line('No run is done yet: there is nothing to report.');
    } else {
      // What draws figures and pages takes longer to load than most commands to run.
      const {writeReport} = await import('@ntmjs/report/reproduction');
      const folder = options.report ?? join(runs, 'report');
      const report = await writeReport({folder, results, failures, commands});
      if (options.pretrained !== undefined) await writePretrained(options.pretrained, results);
      output.event('report', report);
      output.line(`${results.length} runs are done. The report: ${report.page}, its data: ${report.data}`);
    }
    if (failures.length > 0) return 1;
    if (!signal.aborted) return 0;
    const why = stop.aborted ? 'Stopped' : `${duration(budget!)} are over`;
    output.line(`${why}. To go on: ${commandLine(options)}`);
    return 130;
  } finally {
    release();
  }
}

/** The command that does the same. */
function commandLine(options: ReproduceOptions): string {
  const {task, taskOption = {}, controller, settings, seeds, sequences, baselineTime, runs, report} = options;
  return [
    'npx ntm reproduce',
    ...(isDeepStrictEqual(task, paperTasks) ? [] : [`--task ${task.join(',')}`]),
    ...Object.entries(taskOption).map(([name, value]) => `--task-option ${name}=${value}`),
    ...(isDeepStrictEqual(controller, paperModelNames) ? [] : [`--controller ${controller.join(',')}`]),
    ...(settings === 'measured' ? [] : [`--settings ${settings}`]),
    `--seeds ${seeds}`,
    ...(sequences === undefined ? [] : [`--sequences ${sequences}`]),
    ...(baselineTime === BASELINE_SECONDS ? [] : [`--baseline-time ${baselineTime}s`]),
    ...(runs === RUNS ? [] : [`--runs ${runs}`]),
    ...(report === undefined ? [] : [`--report ${report}`]),
  ].join(' ');
}

/** The option that sets an argument of settings or of a task. */
function argumentOf(argument: string): string {
  return argument === 'settings' ? '--settings' : taskOptionFor(argument);
}
