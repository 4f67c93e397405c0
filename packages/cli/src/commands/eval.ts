import {ArgumentError, requireInteger, requirePositiveInteger} from '@ntmjs/arguments';
import {type DifficultyRanges, difficultiesOf, evaluateTrials, resultsTable, splitText} from '@ntmjs/report';
import {openRun} from '@ntmjs/report/runs';
import type {Command} from 'commander';
import {atOption, integersOption, numberOption} from '../options.js';
import {humanOutput, jsonOutput} from '../output.js';
import {stopSignal} from '../stop.js';

interface EvalOptions {
  at?: DifficultyRanges;
  rows?: number[];
  episodes: number;
  seed?: number;
  json?: boolean;
}

/** Adds `ntm eval` to the program. */
export function addEvalCommand(program: Command, exitWith: (code: number) => void): void {
  program
    .command('eval')
    .description(
      'evaluate a trained model on fresh episodes, at any difficulty and with any number of memory rows',
    )
    .argument('<run>', 'the folder of a run')
    .addOption(atOption('what to evaluate'))
    .option('--rows <list>', 'the numbers of memory rows (default: as trained)', integersOption('--rows'))
    .option('--episodes <n>', 'fresh episodes at each difficulty', numberOption('--episodes'), 100)
    .option('--seed <integer>', "seed of the episodes (default: the run's)", numberOption('--seed'))
    .option('--json', 'print JSON lines for machines')
    .action(async (folder: string, options: EvalOptions) => {
      exitWith(await evalCommand(folder, options));
    });
}

/** @returns the exit code: 0, or 130 if it was stopped */
async function evalCommand(folder: string, options: EvalOptions): Promise<number> {
  const output = options.json ? jsonOutput(process.stdout) : humanOutput(process.stdout);
  const episodes = requirePositiveInteger('--episodes', options.episodes);
  if (options.seed !== undefined) requireInteger('--seed', options.seed);
  const {run, evaluationTask: task, model, rows} = await openRun('run', folder);
  const seed = options.seed ?? run.config.seed;
  if (options.rows !== undefined && rows === undefined) {
    throw new ArgumentError('--rows', 'omitted for a model without a memory', options.rows);
  }
  const difficulties = await difficultiesOf(task, options.at);
  const trials = (options.rows ?? [rows]).flatMap((rows) =>
    difficulties.map((difficulty) => ({difficulty, rows})),
  );
  const {signal, release} = stopSignal();
  try {
    const compiled = run.config.training.compile !== 'never';
    const args = {model, rows, task, trials, episodes, seed, compiled, output, signal};
    const results = await evaluateTrials(args);
    if (splitText(task) !== '')
      output.line(`On ${episodes} fresh episodes of each difficulty${splitText(task)}:\n`);
    output.line(resultsTable(task, results));
    return 0;
  } catch (error) {
    if (error !== signal.reason) throw error;
    output.line('Stopped.');
    return 130;
  } finally {
    release();
  }
}
