import {requireInteger, requirePositiveInteger} from '@ntmjs/arguments';
import {createTask} from '@ntmjs/tasks';
import {Run} from '@ntmjs/training/runs';
import type {Command} from 'commander';
import {startBackend} from '../backend.js';
import {DEFAULT_LENGTHS, evaluateLengths, resultsTable} from '../evaluation.js';
import type {ModelConfig} from '../model.js';
import {integersOption, numberOption} from '../options.js';
import {humanOutput, jsonOutput} from '../output.js';
import {stopSignal} from '../stop.js';

interface EvalOptions {
  lengths: number[];
  rows?: number[];
  episodes: number;
  seed?: number;
  json?: boolean;
}

/** Adds `ntm eval` to the program. */
export function addEvalCommand(program: Command): void {
  program
    .command('eval')
    .description(
      'evaluate a trained model on fresh episodes, at any length and with any number of memory rows',
    )
    .argument('<run>', 'the folder of a run')
    .option('--lengths <list>', 'the lengths of the episodes', integersOption('--lengths'), DEFAULT_LENGTHS)
    .option('--rows <list>', 'the numbers of memory rows (default: as trained)', integersOption('--rows'))
    .option('--episodes <n>', 'fresh episodes at each length', numberOption('--episodes'), 100)
    .option('--seed <integer>', "seed of the episodes (default: the run's)", numberOption('--seed'))
    .option('--json', 'print JSON lines for machines')
    .action(evalCommand);
}

async function evalCommand(folder: string, options: EvalOptions): Promise<void> {
  const output = options.json ? jsonOutput(process.stdout) : humanOutput(process.stdout);
  const episodes = requirePositiveInteger('--episodes', options.episodes);
  const run = await Run.open(folder);
  const seed = requireInteger('--seed', options.seed ?? run.config.seed);
  const {task, backend, model: modelConfig} = run.config;
  await startBackend(backend);
  const model = await run.loadModel();
  const {rows} = (modelConfig as unknown as ModelConfig).memory;
  const trials = (options.rows ?? [rows]).flatMap((rows) =>
    options.lengths.map((length) => ({length, rows})),
  );
  const {signal, release} = stopSignal();
  const results = await evaluateLengths({
    model,
    rows,
    task: createTask(task.name, task.config),
    trials,
    episodes,
    seed,
    output,
    signal,
  });
  release();
  output.line(resultsTable(results));
}
