import {
  requireBoolean,
  requireFunction,
  requireKeys,
  requireList,
  requireObject,
  requirePositiveInteger,
} from '@ntmjs/arguments';
import {compileLayers} from '@ntmjs/compile';
import {withRows} from '@ntmjs/layers';
import {requireTask, type Task} from '@ntmjs/tasks';
import {type Evaluation, evaluate, type TrainState} from '@ntmjs/training';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {bits, table} from '../pages/text.js';
import {type Difficulty, difficultyText, type EvaluationSetting, requireDifficulty} from './difficulties.js';
import {metricText, metricValue, ownMetrics, requireValues} from './metrics.js';

/** The metrics of a model at an evaluation setting. */
export interface EvaluationResult extends EvaluationSetting, Evaluation {
  /** The split that the classes of the episodes belong to, for a task with such an option. */
  readonly split?: string | undefined;
  /** Present if training ran on this number of rows, which is not the model's own: carrying over to it is trained, not extrapolated. */
  readonly trainedSize?: true | undefined;
}

export interface EvaluateSettingsArgs {
  readonly model: LayersModel;
  /** The number of rows of the model's memory; undefined for a model without a memory. */
  readonly rows: number | undefined;
  /** `onRows` of the state of the model's training, whose keys are the other numbers of rows that it ran on; results there say so. */
  readonly onRows?: TrainState['onRows'];
  /** The task to evaluate on: `evaluationTaskOf` the task of training. */
  readonly task: Task;
  readonly settings: readonly EvaluationSetting[];
  /** The number of episodes at each setting. */
  readonly episodes: number;
  readonly seed: number;
  /** Whether the model's layers are compiled; false by default. */
  readonly compiled?: boolean | undefined;
  /** Called before each setting with what is evaluated, in a few words. */
  readonly onProgress?: ((text: string) => void) | undefined;
  /** Called with each result as soon as it is known. */
  readonly onResult?: ((result: EvaluationResult) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Evaluates a model on fresh episodes at several settings, with the same weights: at other difficulties than in training,
 * and on memories with other numbers of rows. Equal seeds give equal episodes.
 *
 * @returns a result for each setting, in their order
 * @throws ArgumentError before the first episode, if the model cannot have that many rows
 * @throws the signal's reason if it is aborted
 */
export async function evaluateSettings(args: EvaluateSettingsArgs): Promise<EvaluationResult[]> {
  requireKeys('evaluateSettings', args, [
    ...['model', 'rows', 'onRows', 'task', 'settings', 'episodes', 'seed', 'compiled'],
    ...['onProgress', 'onResult', 'signal'],
  ]);
  const {model, settings, episodes, seed, onProgress, onResult, signal} = args;
  const task = requireTask('task', args.task);
  requireSettings(settings);
  if (args.rows !== undefined) requirePositiveInteger('rows', args.rows);
  if (args.compiled !== undefined) requireBoolean('compiled', args.compiled);
  for (const [name, callback] of Object.entries({onProgress, onResult})) {
    if (callback !== undefined) requireFunction(name, callback);
  }
  const {onRows = {}} = args;
  requireObject('onRows', onRows, 'an object whose keys are numbers of rows');
  const {split} = task.config;
  const results: EvaluationResult[] = [];
  const models = new Map([[args.rows, model]]);
  try {
    for (const {rows} of settings) if (!models.has(rows)) models.set(rows, withRows(model, rows!));
    if (args.compiled) for (const each of models.values()) compileLayers(each);
    for (const setting of settings) {
      const {difficulty, rows} = setting;
      const memory = rows === undefined ? '' : ` with ${rows} memory rows`;
      onProgress?.(`evaluating ${episodes} episodes, ${difficultyText(difficulty)}${memory}`);
      const evaluation = await evaluate({
        model: models.get(rows)!,
        ...{task, seed, difficulty, episodes, signal},
      });
      const result: EvaluationResult = {
        ...setting,
        ...(split !== undefined && {split: String(split)}),
        ...(rows !== undefined && onRows[rows] !== undefined && {trainedSize: true}),
        ...evaluation,
      };
      results.push(result);
      onResult?.(result);
    }
  } finally {
    for (const [rows, copy] of models) if (rows !== args.rows) copy.dispose();
  }
  return results;
}

/**
 * Checks that a model can have the rows of all settings.
 *
 * @throws ArgumentError that names `rows`
 */
export function requireRows(model: LayersModel, settings: readonly EvaluationSetting[]): void {
  requireSettings(settings);
  const all = new Set(settings.flatMap(({rows}) => (rows === undefined ? [] : [rows])));
  for (const rows of all) withRows(model, rows).dispose();
}

/**
 * A table of results for a terminal. A part of the difficulty that was not set shows its training range. Sizes of the memory that a part
 * of training ran on are marked, with a note below the table.
 */
export function resultsTable(task: Task, results: readonly EvaluationResult[]): string {
  requireTask('task', task);
  requireResults('results', results);
  const [first] = results;
  const parts = Object.keys(task.trainingRange);
  const others = ownMetrics(task).filter(({name}) => first?.metrics?.[name] !== undefined);
  const hasRows = first?.rows !== undefined;
  const lines = table([
    [
      ...parts,
      ...(hasRows ? ['memory rows'] : []),
      'wrong bits',
      'worst sequence',
      'bits',
      ...others.map(({title}) => title),
    ],
    ...results.map(({difficulty, rows, trainedSize, wrongBits, worstWrongBits, ...result}) => [
      ...parts.map((part) => partText(task, difficulty, part)),
      ...(hasRows ? [`${trainedSize ? '* ' : ''}${rows}`] : []),
      bits(wrongBits),
      String(worstWrongBits),
      bits(result.bits),
      ...others.map((metric) => metricText(metric, metricValue(metric, {wrongBits, ...result}))),
    ]),
  ]);
  return results.some(({trainedSize}) => trainedSize) ? `${lines}\n\n  ${TRAINED_SIZE}` : lines;
}

/** The note under a table with results on a size of the memory that a part of training ran on. */
const TRAINED_SIZE =
  '* A part of training ran on so many rows: carrying over to them is trained, not extrapolated.';

/** The value of a part of a difficulty, or its training range: `10` or `1–20`. */
export function partText(task: Task, difficulty: Difficulty, part: string): string {
  const {min, max} = task.trainingRange[part]!;
  return String(difficulty[part] ?? (min === max ? min : `${min}–${max}`));
}

/** Checks a list of settings. */
function requireSettings(settings: readonly EvaluationSetting[]): void {
  requireList('settings', settings, 'a list of settings, as evaluationSettings returns it');
  for (const [index, setting] of settings.entries()) {
    const path = `settings[${index}]`;
    const {difficulty, rows} = requireKeys(path, setting, ['difficulty', 'rows']);
    requireDifficulty(`${path}.difficulty`, difficulty);
    if (rows !== undefined) requirePositiveInteger(`${path}.rows`, rows);
  }
}

/** Checks a list of results. */
export function requireResults(argument: string, results: readonly EvaluationResult[]): void {
  requireList(argument, results, 'a list of results, as evaluateSettings returns it');
  for (const [index, result] of results.entries()) {
    const path = `${argument}[${index}]`;
    requireObject(path, result, 'a result, as evaluateSettings returns it');
    requireDifficulty(`${path}.difficulty`, result.difficulty);
    if (result.rows !== undefined) requirePositiveInteger(`${path}.rows`, result.rows);
    requireValues(path, result);
  }
}
