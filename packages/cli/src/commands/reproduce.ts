import {basename, join} from 'node:path';
import {renameArguments, requireChoice, requireInteger, requirePositiveInteger} from '@ntmjs/arguments';
import {durationOption, namedOption, numberOption, wordsOption} from '@ntmjs/arguments/texts';
import {modelNameFor, modelNames, modelTitles, settingsNames} from '@ntmjs/presets';
import {loadAccessModule} from '@ntmjs/presets/modules';
import {bits, count, duration} from '@ntmjs/report';
import {
  type Failure,
  jobFolder,
  jobsOf,
  type ReproduceArgs,
  reproduce,
  type SurveyArgs,
  survey,
  writePretrained,
  writeReport,
} from '@ntmjs/report/reproduction';
import {taskNames} from '@ntmjs/tasks';
import {evaluationEpisodes} from '@ntmjs/training';
import {type FolderLock, lockFolder, makeFolder, WriteError} from '@ntmjs/training/runs';
import {type Command, Option} from 'commander';
import {jobsOption, requireJobs} from '../jobs.js';
import {withWords} from '../options.js';
import {type Output, outputFor} from '../output.js';
import {commandLine, DEFAULTS, type ReproduceOptions} from '../reproduce/commandLine.js';
import {evaluateInChild} from '../reproduce/evaluateInChild.js';
import {trainInChild} from '../reproduce/trainInChild.js';
import {STOPPED, stopSignal} from '../stop.js';
import {taskArgument} from '../taskArgument.js';
import {requireSettings, taskOptionFor} from '../trainOptions.js';

/** Adds `ntm reproduce` to the program. */
export function addReproduceCommand(program: Command, exitWith: (code: number) => void): void {
  const titles = modelNames.map((name) => `${name} (${modelTitles[name]})`).join(', ');
  program
    .command('reproduce')
    .description(
      'train models on tasks with several seeds and write a report, by default that of docs/results; continues where it stopped',
    )
    .addOption(
      withWords(
        new Option('--task <list>', 'names of tasks (see: ntm tasks), or paths of modules that export one'),
        taskNames,
      )
        .argParser(wordsOption)
        .default([...DEFAULTS.task], 'all with settings of their own for a model'),
    )
    .addOption(
      new Option(
        '--task-option <name=value>',
        'an option of the tasks, for all models; may be repeated (default: as in the preset of each model)',
      ).argParser(namedOption('--task-option')),
    )
    .addOption(
      withWords(
        new Option(
          '--model <list>',
          `names of models: ${titles} (default: on each task those with settings of their own, and what they are compared with)`,
        ),
        modelNames,
      ).argParser(wordsOption),
    )
    .addOption(
      new Option(
        '--access <list>',
        'modules or packages that export a memory access: models with general settings, alone or with those of --model',
      ).argParser(wordsOption),
    )
    .option('--settings <name>', `the presets to use: ${settingsNames.join(' or ')}`, DEFAULTS.settings)
    .option(
      '--seeds <n>',
      'number of seeds: 1, 2, … (default: 10 for models of the paper, 3 for sorting, 5 for others, 1 to 3 for what they are compared with)',
      numberOption('--seeds'),
    )
    .option('--sequences <n>', 'largest number of training sequences of a run', numberOption('--sequences'))
    .option('--budget <time>', 'stop after this time, such as 90m or 2h', durationOption('--budget'))
    .addOption(
      new Option(
        '--baseline-time <time>',
        'longest training time of an LSTM without a memory (default: none)',
      ).argParser(durationOption('--baseline-time')),
    )
    .addOption(jobsOption())
    .option(
      '--episodes <n>',
      'number of fresh episodes to evaluate at the difficulty of training; a tenth of it beyond',
      numberOption('--episodes'),
      DEFAULTS.episodes,
    )
    .option('--runs <folder>', 'folder of the runs', DEFAULTS.runs)
    .option(
      '--report <folder>',
      'folder of the report (default: report in the folder of the runs); runs that it has records of are not trained again',
    )
    .option('--report-only', 'report the runs that are done, and train none')
    .option(
      '--pretrained <folder>',
      'copy a model of each task and model there: that of the median seed, by the sequences until it was solved',
    )
    .option('--json', 'print JSON lines for machines')
    .action(async (options: ReproduceOptions) => {
      exitWith(await reproduceCommand(options));
    });
}

/** @returns the exit code: 0 if every run is done, 1 if one failed or is missing, 130 if it was stopped or the budget is used up */
async function reproduceCommand(options: ReproduceOptions): Promise<number> {
  const output = outputFor(options);
  const {budget, runs, baselineTime, sequences, taskOption: taskOptions, seeds} = options;
  const [tasks, accesses] = await renameArguments(argumentOf, () =>
    Promise.all([
      Promise.all(options.task.map(taskArgument)),
      Promise.all((options.access ?? []).map(async (module) => modelNameFor(await loadAccessModule(module)))),
    ]),
  );
  const named = options.model?.map((model) => requireChoice('--model', model, modelNames));
  const models = options.access === undefined ? named : [...new Set([...(named ?? []), ...accesses])];
  const settings = await renameArguments(argumentOf, () => requireSettings(options.settings));
  const jobs = await renameArguments(argumentOf, () => jobsOf({tasks, taskOptions, models, settings, seeds}));
  const parallel = requireJobs(options.jobs, jobs.length);
  const episodes = requireInteger('--episodes', options.episodes, evaluationEpisodes);
  if (sequences !== undefined) requirePositiveInteger('--sequences', sequences);
  const {signal: stop, release} = stopSignal();
  // Timers cannot wait for more than 24 days, so a larger budget has no effect.
  const time = budget === undefined || budget > 2e6 ? undefined : AbortSignal.timeout(1000 * budget);
  const signal = time === undefined ? stop : AbortSignal.any([stop, time]);
  const args: SurveyArgs = {
    ...{tasks, taskOptions, models, settings, seeds, sequences, folder: runs, baselineSeconds: baselineTime},
    report: options.report,
    episodes: {trained: episodes, beyond: Math.ceil(episodes / 10), extreme: Math.ceil(episodes / 50)},
  };
  let lock: FolderLock | undefined;
  try {
    if (options.reportOnly) return await report(options, args, [], output);
    await makeFolder(runs);
    lock = await lockFolder('--runs', runs);
    const failed = await reproduce({...args, parallel, signal, ...processesOf(output)});
    const code = await report(options, args, failed, output);
    if (!signal.aborted) return code;
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

/** Trains and evaluates each run in processes of its own, and prints what they do. */
function processesOf(
  output: Output,
): Pick<ReproduceArgs, 'train' | 'evaluate' | 'onTraining' | 'onTrained' | 'onProgress' | 'onResult'> {
  return {
    train: trainInChild,
    evaluate: evaluateInChild,
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
  };
}

/**
 * Writes the report of the runs that are done, and prints what is missing.
 *
 * @returns the exit code: 0 if every run is done, else 1
 */
async function report(
  options: ReproduceOptions,
  args: SurveyArgs,
  failed: readonly Failure[],
  output: Output,
): Promise<number> {
  const {results, records, missing, failures} = await survey(args, failed);
  for (const path of records)
    output.line(`${path}: has runs that were trained earlier; remove it to train them again`);
  for (const {reason, ...job} of failures) output.line(`${basename(jobFolder('', job))}: ${reason}`);
  const code = failures.length + missing.length === 0 ? 0 : 1;
  if (results.length === 0) {
    output.line('No run is done yet: there is nothing to report.');
    return code;
  }
  const folder = options.report ?? join(options.runs, 'report');
  const paths = await writeReport({folder, results, failures, missing, command: commandLine(options)});
  if (options.pretrained !== undefined) {
    for (const [name, seed] of await writePretrained(options.pretrained, results)) {
      output.line(`${join(options.pretrained, name)}: seed ${seed}`);
    }
  }
  output.event('report', {...paths, runs: results.length, missing: missing.length});
  const lacking = missing.length === 0 ? '' : `, ${missing.length} are missing`;
  output.line(
    `${results.length} runs are done${lacking}. The report: ${paths.page}, its data: ${paths.data}`,
  );
  return code;
}

/** The option that sets an argument of modules, of jobs, of presets or of a task. */
function argumentOf(argument: string): string {
  return ['task', 'access', 'settings', 'seeds'].includes(argument)
    ? `--${argument}`
    : taskOptionFor(argument);
}
