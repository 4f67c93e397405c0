import {withRows} from '@ntmjs/layers';
import type {Task} from '@ntmjs/tasks';
import {type Evaluation, evaluate} from '@ntmjs/training';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import type {Output} from '../output.js';
import {bits, table} from '../pages/text.js';
import {compileLayers} from './compileLayers.js';
import {difficultyText, type Trial} from './difficulties.js';
import {metricName, metricValue} from './metrics.js';

/** A row of the table of results: how a model did on a trial. */
export interface TrialResult extends Trial, Evaluation {
  /** Of which split the classes were, for a task that has such. */
  readonly split?: string | undefined;
}

export interface EvaluateTrialsArgs {
  readonly model: LayersModel;
  /** How many rows the model's memory has, if it has one. */
  readonly rows: number | undefined;
  /** What the model is tried on: `evaluationTaskOf` that of its training. */
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
 * Evaluates a model at difficulties and numbers of rows, with the same weights.
 *
 * @throws ArgumentError before the first episode, if the model cannot have that many rows
 * @throws the signal's reason if it is aborted
 */
export async function evaluateTrials(args: EvaluateTrialsArgs): Promise<TrialResult[]> {
  const {model, task, trials, episodes, seed, output, signal} = args;
  const {split} = task.config;
  const results: TrialResult[] = [];
  const models = new Map([[args.rows, model]]);
  try {
    for (const {rows} of trials) if (!models.has(rows)) models.set(rows, withRows(model, rows!));
    if (args.compiled) for (const each of models.values()) compileLayers(each);
    for (const trial of trials) {
      const {difficulty, rows} = trial;
      const where = rows === undefined ? '' : ` on ${rows} rows`;
      output.progress(`evaluating ${episodes} episodes, ${difficultyText(difficulty)}${where}`);
      const result = await evaluate({model: models.get(rows)!, task, seed, difficulty, episodes, signal});
      results.push({...trial, ...(split !== undefined && {split: String(split)}), ...result});
      output.event('evaluation', results.at(-1)!);
    }
  } finally {
    for (const [rows, copy] of models) if (rows !== args.rows) copy.dispose();
  }
  return results;
}

/** The results as a table for people. A part of the difficulty that was not set shows its training range. */
export function resultsTable(task: Task, results: readonly TrialResult[]): string {
  const [first] = results;
  const parts = Object.keys(task.trainingRange);
  const others = Object.keys(first?.metrics ?? {});
  const hasRows = first?.rows !== undefined;
  return table([
    [
      ...parts,
      ...(hasRows ? ['memory rows'] : []),
      'wrong bits',
      'worst sequence',
      'bits',
      ...others.map(metricName),
    ],
    ...results.map(({difficulty, rows, wrongBits, worstWrongBits, ...result}) => [
      ...parts.map((part) => partText(task, difficulty, part)),
      ...(hasRows ? [String(rows)] : []),
      bits(wrongBits),
      String(worstWrongBits),
      bits(result.bits),
      ...others.map((name) => metricValue(name, result.metrics![name]!)),
    ]),
  ]);
}

/** A part of a difficulty: the number that it was set to, or `1–20`. */
export function partText(task: Task, difficulty: Trial['difficulty'], part: string): string {
  const {min, max} = task.trainingRange[part]!;
  return String(difficulty[part] ?? (min === max ? min : `${min}–${max}`));
}
