import {ArgumentError, requireInteger} from '@ntmjs/arguments';
import {integersOption, numberOption} from '@ntmjs/arguments/texts';
import {
  type DifficultyRanges,
  difficultiesOf,
  evaluateSettings,
  resultsTable,
  splitText,
} from '@ntmjs/report';
import {openRun} from '@ntmjs/report/runs';
import {evaluationEpisodes} from '@ntmjs/training';
import type {Command} from 'commander';
import {atOption, bestOption, editedOption, renamed} from '../options.js';
import {outputFor} from '../output.js';
import {stoppable} from '../stop.js';
import {changeLines} from '../taskArgument.js';

export interface EvalOptions {
  at?: DifficultyRanges;
  rows?: number[];
  episodes: number;
  seed?: number;
  best?: boolean;
  edited?: boolean;
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
    .addOption(atOption('the difficulties to evaluate at'))
    .option('--rows <list>', 'numbers of memory rows (default: as in training)', integersOption('--rows'))
    .option('--episodes <n>', 'number of fresh episodes at each difficulty', numberOption('--episodes'), 100)
    .option('--seed <integer>', "seed of the episodes (default: the run's)", numberOption('--seed'))
    .addOption(bestOption())
    .addOption(editedOption())
    .option('--json', 'print JSON lines for machines')
    .action(async (folder: string, options: EvalOptions) => {
      exitWith(await evalCommand(folder, options));
    });
}

/** @returns the exit code: 0, or 130 if it was stopped */
async function evalCommand(folder: string, options: EvalOptions): Promise<number> {
  const output = outputFor(options);
  const episodes = requireInteger('--episodes', options.episodes, evaluationEpisodes);
  if (options.seed !== undefined) requireInteger('--seed', options.seed);
  const opened = await openRun(folder, {edited: options.edited, best: options.best});
  const {run, evaluationTask: task, model, rows, state, changedModules} = opened;
  const seed = options.seed ?? run.config.seed;
  if (options.rows !== undefined && rows === undefined) {
    throw new ArgumentError('--rows', 'omitted for a model without a memory', options.rows);
  }
  const difficulties = await renamed(() => difficultiesOf(task, options.at, episodes));
  const settings = (options.rows ?? [rows]).flatMap((rows) =>
    difficulties.map((difficulty) => ({difficulty, rows})),
  );
  return stoppable(
    async (signal) => {
      const results = await renamed(() =>
        evaluateSettings({
          ...{model, rows, onRows: state.onRows, task, settings, episodes, seed, signal},
          compiled: run.config.training.compile !== 'never',
          onProgress: output.progress,
          onResult: (result) => output.event('evaluation', result),
        }),
      );
      for (const line of changeLines(changedModules)) output.line(line);
      const split = splitText(task);
      if (split !== '') output.line(`On ${episodes} fresh episodes of each difficulty${split}:\n`);
      output.line(resultsTable(task, results));
      return 0;
    },
    () => output.line('Stopped.'),
  );
}
