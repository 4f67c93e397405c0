import {ArgumentError} from '@ntmjs/arguments';
import {withRows} from '@ntmjs/layers';
import type {Task} from '@ntmjs/tasks';
import {type Evaluation, evaluate} from '@ntmjs/training';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {compileLayers} from './model.js';
import type {Output} from './output.js';
import {bits, table} from './text.js';

/** A row of the table of results: a length on a memory of some size. */
export interface LengthResult extends Evaluation {
  readonly length: number;
  readonly rows: number;
}

/** A length to try, and the rows of memory to try it on. */
export interface Trial {
  readonly length: number;
  readonly rows: number;
}

/**
 * Every length on the memory that the model was trained with, and those that take more than half of its rows on one of
 * twice as many too: while it answers, the write head goes on erasing a little everywhere, and on a small memory that shows.
 */
export function defaultTrials(lengths: readonly number[], rows: number): Trial[] {
  return lengths.flatMap((length) => {
    const trained = {length, rows};
    return 2 * length > rows ? [trained, {length, rows: 2 * rows}] : [trained];
  });
}

export interface EvaluateLengthsArgs {
  readonly model: LayersModel;
  /** How many rows the model's memory has. */
  readonly rows: number;
  readonly task: Task;
  readonly trials: readonly Trial[];
  readonly episodes: number;
  readonly seed: number;
  /** Whether the models run compiled. */
  readonly compiled: boolean;
  readonly output: Output;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Evaluates a model at lengths and numbers of rows, with the same weights.
 *
 * @throws ArgumentError before the first episode, if the task has no length or the model cannot have that many rows
 * @throws the signal's reason if it is aborted
 */
export async function evaluateLengths(args: EvaluateLengthsArgs): Promise<LengthResult[]> {
  const {model, task, trials, episodes, seed, output, signal} = args;
  if (!('length' in task.trainingRange)) {
    throw new ArgumentError('--lengths', 'left out for a task without a length', task.name);
  }
  const results: LengthResult[] = [];
  const models = new Map([[args.rows, model]]);
  try {
    for (const {rows} of trials) if (!models.has(rows)) models.set(rows, withRows(model, rows));
    if (args.compiled) for (const each of models.values()) compileLayers(each);
    for (const {length, rows} of trials) {
      output.progress(`evaluating ${episodes} episodes of length ${length} on ${rows} rows`);
      const difficulty = {length};
      const result = await evaluate({model: models.get(rows)!, task, seed, difficulty, episodes, signal});
      results.push({length, rows, ...result});
      output.event('evaluation', results.at(-1)!);
    }
  } finally {
    for (const [rows, copy] of models) if (rows !== args.rows) copy.dispose();
  }
  return results;
}

/** The results as a table for people. */
export function resultsTable(results: readonly LengthResult[]): string {
  return table([
    ['length', 'memory rows', 'wrong bits', 'worst sequence', 'bits'],
    ...results.map((result) => [
      String(result.length),
      String(result.rows),
      bits(result.wrongBits),
      String(result.worstWrongBits),
      bits(result.bits),
    ]),
  ]);
}
