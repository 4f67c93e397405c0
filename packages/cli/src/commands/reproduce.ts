import {join} from 'node:path';
import {
  ArgumentError,
  renameArguments,
  requireChoice,
  requireInteger,
  requirePositiveInteger,
} from '@ntmjs/arguments';
import {durationOption, namedOption, numberOption, wordsOption} from '@ntmjs/arguments/texts';
import {modelNameFor, modelNames, modelTitles, settingsNames} from '@ntmjs/presets';
import {loadAccessModule} from '@ntmjs/presets/modules';
import {count, duration} from '@ntmjs/report';
import {jobName, jobsOf, writePretrained, writeReport} from '@ntmjs/report/reproduction';
import {isBucket, openStore} from '@ntmjs/sweep/bucket';
import {
  planReproduction,
  type Reproduction,
  type ReproductionArgs,
  reproductionText,
  surveyReproduction,
} from '@ntmjs/sweep/reproduction';
import {type RunResult, runSweep, type SweepRun, type SweepStanding, surveySweep} from '@ntmjs/sweep/runs';
import {taskNames} from '@ntmjs/tasks';
import {evaluationEpisodes} from '@ntmjs/training';
import {type Command, Option} from 'commander';
import {jobsOption, requireJobs} from '../jobs.js';
import {withWords} from '../options.js';
import {type Output, outputFor} from '../output.js';
import {commandLine, DEFAULTS, type ReproduceOptions} from '../reproduce/commandLine.js';
import {STOPPED, stopSignal} from '../stop.js';
import {handsOf, leaseOption, queueOption} from '../sweep/hands.js';
import {withRemedy} from '../sweep/withRemedy.js';
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
    .addOption(jobsOption())
    .addOption(leaseOption())
    .addOption(queueOption())
    .option(
      '--episodes <n>',
      'number of fresh episodes to evaluate at the difficulty of training; a tenth of it beyond',
      numberOption('--episodes'),
      DEFAULTS.episodes,
    )
    .option('--runs <folder>', 'folder or s3://… of the runs', DEFAULTS.runs)
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
  const {budget, runs, report} = options;
  if (isBucket(runs) && report === undefined)
    throw new ArgumentError('--report', 'given: the runs are in a bucket', report);
  const store = await openStore(runs);
  const reproduction = await planReproduction({...(await jobArgs(options)), store, report});
  const {parts} = reproduction;
  if (options.reportOnly) return printReport(options, reproduction, await surveySweep(parts), output);
  const {signal: stop, release} = stopSignal();
  // Timers cannot wait for more than 24 days, so a larger budget has no effect.
  const time = budget === undefined || budget > 2e6 ? undefined : AbortSignal.timeout(1000 * budget);
  const signal = time === undefined ? stop : AbortSignal.any([stop, time]);
  const {hands, close} = await handsOf(store, options, (text) => output.line(text));
  try {
    const onChange = printChanges(output);
    const code = await withRemedy(commandLine(options), async () => {
      const standing = await runSweep({...parts, ...hands, signal, onChange});
      return printReport(options, reproduction, standing, output);
    });
    if (!signal.aborted) return code;
    const why = stop.aborted ? 'Stopped' : `The budget of ${duration(budget!)} is used up`;
    output.line(`${why}. To continue: ${commandLine(options)}`);
    return STOPPED;
  } finally {
    await close?.();
    release();
  }
}

/**
 * The runs that the options ask for.
 *
 * @throws ArgumentError that names the option that is wrong
 */
async function jobArgs(options: ReproduceOptions): Promise<Omit<ReproductionArgs, 'store' | 'report'>> {
  const {sequences, taskOption: taskOptions, seeds} = options;
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
  requireJobs(options.jobs, jobs.length);
  const episodes = requireInteger('--episodes', options.episodes, evaluationEpisodes);
  if (sequences !== undefined) requirePositiveInteger('--sequences', sequences);
  return {
    ...{tasks, taskOptions, models, settings, seeds, sequences},
    episodes: {trained: episodes, beyond: Math.ceil(episodes / 10), extreme: Math.ceil(episodes / 50)},
  };
}

/** Prints each run when it is done, and how far the others are. */
function printChanges(output: Output): (standing: SweepStanding) => void {
  const open = new Set<SweepRun>();
  return (standing) => {
    for (const entry of standing.runs) {
      if (entry.result === undefined) open.add(entry);
      else if (open.delete(entry)) printRun(entry, entry.result, output);
    }
    output.progress(reproductionText(standing));
  };
}

function printRun(
  {point, run}: SweepRun,
  {sequences, seconds, solvedAt, attempt}: RunResult,
  output: Output,
): void {
  const folder = `${run.name}/${attempt}`;
  output.event('run', {run: point.run, folder, sequences, seconds, solvedAt: solvedAt?.sequences ?? null});
  const solved = solvedAt === undefined ? 'not solved' : `solved after ${count(solvedAt.sequences)}`;
  output.line(`${point.run}: ${solved}, ${count(sequences)} sequences in ${duration(seconds)}, ${folder}`);
}

/**
 * Writes the report of the runs that are done, and prints what is missing.
 *
 * @returns the exit code: 0 if every run is done, else 1
 */
async function printReport(
  options: ReproduceOptions,
  reproduction: Reproduction,
  standing: SweepStanding,
  output: Output,
): Promise<number> {
  const {results, records, missing, failures} = await surveyReproduction(reproduction, standing);
  for (const path of records)
    output.line(`${path}: has runs that were trained earlier; remove it to train them again`);
  for (const {reason, ...job} of failures) output.line(`${jobName(job)}: ${reason}`);
  if (failures.length > 0)
    output.line(`To try what failed again, remove its folder in ${options.runs} and call this once more.`);
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
