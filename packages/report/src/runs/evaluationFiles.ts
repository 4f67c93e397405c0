import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {ArgumentError, requireInteger} from '@ntmjs/arguments';
import {parseJson, requireSeal, type Sealed, sealed} from '@ntmjs/arguments/files';
import type {Preset} from '@ntmjs/presets';
import {type Run, readIfThere} from '@ntmjs/training/runs';
import type {EvaluationResult} from '../evaluation/evaluate.js';
import {EPISODE_FIGURE} from '../figures/drawEpisode.js';
import {requireRun} from './openRun.js';

/** The file of an evaluation in a run's folder. */
export const EVALUATION = 'evaluation.json';

/** The evaluation of a run of a reproduction. */
export interface JobEvaluation {
  /** Where the preset of the run is from. */
  readonly settings: Preset['source'];
  readonly parameters: number;
  /** The number of sequences that the model was trained on. */
  readonly sequences: number;
  /** The result at the difficulty of training. */
  readonly trained: EvaluationResult;
  /** The results at other settings. */
  readonly beyond: readonly EvaluationResult[];
}

/**
 * Whether all results of a run are written.
 *
 * @param rows of the model's memory; undefined if it has none
 */
export async function hasResults(run: Run, rows: number | undefined): Promise<boolean> {
  const files = await readdir(requireRun(run).folder);
  return [EVALUATION, ...(rows === undefined ? [] : [EPISODE_FIGURE])].every((name) => files.includes(name));
}

/** Writes the evaluation of a run into its folder, with its SHA-256; returns the path of the file. */
export async function writeEvaluation(run: Run, results: readonly EvaluationResult[]): Promise<string> {
  requireRun(run);
  requireResults('results', results);
  return run.write(EVALUATION, `${JSON.stringify(await sealed({results}), null, 2)}\n`);
}

/**
 * Reads the evaluation of a run; undefined if it was not evaluated.
 *
 * @throws ArgumentError that names the file and its part if it is broken, or not what was written
 */
export async function readEvaluation(folder: string): Promise<readonly EvaluationResult[] | undefined> {
  const path = join(folder, EVALUATION);
  const json = await readSealed(path);
  if (json === undefined) return undefined;
  // Older versions wrote the list alone.
  const list = Array.isArray(json) ? json : requireParts(path, json, ['results']).results;
  return requireResults(path, list);
}

/** Returns a value if it is the evaluation of a run of a reproduction; throws an `ArgumentError` otherwise. */
export function requireJobEvaluation(path: string, json: unknown): JobEvaluation {
  const parts = ['settings', 'parameters', 'sequences', 'trained', 'beyond'];
  const {trained, beyond, ...evaluation} = requireParts(path, json, parts);
  requireResults(`${path}: trained`, [trained]);
  requireResults(`${path}: beyond`, beyond);
  for (const name of ['parameters', 'sequences'])
    requireInteger(`${path}: ${name}`, evaluation[name], {min: 0});
  return json as JobEvaluation;
}

/** A JSON file after its SHA-256 was checked; undefined if there is none. */
async function readSealed(path: string): Promise<unknown> {
  const bytes = await readIfThere(path);
  if (bytes === undefined) return undefined;
  const json = parseJson(path, bytes);
  return isObject(json) ? requireSeal(path, json as Sealed<object>) : json;
}

/** Returns a value if it is an object that has these parts and no others. */
function requireParts(path: string, json: unknown, parts: readonly string[]): Record<string, unknown> {
  if (!isObject(json)) throw new ArgumentError(path, `an object with ${parts.join(', ')}`, json);
  const wrong = [...parts, ...Object.keys(json)].find((name) => !parts.includes(name) || !(name in json));
  if (wrong === undefined) return json;
  throw new ArgumentError(`${path}: ${wrong}`, parts.includes(wrong) ? 'given' : 'omitted', json[wrong]);
}

function requireResults(name: string, list: unknown): readonly EvaluationResult[] {
  if (!Array.isArray(list)) throw new ArgumentError(name, 'a list of results', list);
  for (const [index, result] of list.entries()) {
    const {difficulty, bits, wrongBits} = Object(result);
    const isDifficulty = isObject(difficulty) && Object.values(difficulty).every(Number.isFinite);
    if (isDifficulty && Number.isFinite(bits) && Number.isFinite(wrongBits)) continue;
    throw new ArgumentError(
      `result ${index + 1} in ${name}`,
      'an object with a difficulty and the numbers bits and wrongBits',
      result,
    );
  }
  return list;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
