import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {ArgumentError} from '@ntmjs/arguments';
import {upgradeDifficulty} from '@ntmjs/tasks';
import type {EvaluationResult} from '../evaluation/evaluate.js';
import type {CurvePoint} from '../figures/learning.js';

/** The learning curve and the evaluation of a run. */
export interface History {
  /** Empty before the first line of metrics. */
  readonly curve: readonly CurvePoint[];
  /** Empty if the run was not evaluated. */
  readonly results: readonly EvaluationResult[];
}

/** The files of evaluations: a list of results, or the evaluation of a reproduction. */
const EVALUATIONS = ['evaluation.json', 'reproduction.json'];

/**
 * Reads the learning curve and the evaluation of a run.
 *
 * @param task the name of the run's task
 * @throws ArgumentError that names the file that is broken
 */
export async function readHistory(folder: string, task: string): Promise<History> {
  const metrics = join(folder, 'metrics.jsonl');
  const text = ((await textOf(metrics)) ?? '').trimEnd();
  const lines = text === '' ? [] : text.split('\n');
  return {
    curve: lines.map((line, index) => requirePoint(`line ${index + 1} of ${metrics}`, line)),
    results: (await readResults(folder)).map((result) => upgradedResult(task, result)),
  };
}

async function readResults(folder: string): Promise<readonly EvaluationResult[]> {
  for (const name of EVALUATIONS) {
    const path = join(folder, name);
    const text = await textOf(path);
    if (text === undefined) continue;
    const json = parsed(path, text) as {trained?: unknown; beyond?: unknown} | unknown[] | null;
    const list = Array.isArray(json) ? json : [json?.trained, ...asList(json?.beyond)];
    return list.map((result, index) => requireResult(`result ${index + 1} in ${path}`, result));
  }
  return [];
}

/** A saved result with the parts of its difficulty as they are named now. */
export function upgradedResult(task: string, result: EvaluationResult): EvaluationResult {
  return {...result, difficulty: upgradeDifficulty(task, result.difficulty)};
}

/** The text of a file; undefined if there is none. */
async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new ArgumentError(path, `a file that can be read (${error.message})`, error.code);
  });
}

function parsed(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ArgumentError(name, `valid JSON (${(error as Error).message})`, excerpt(text));
  }
}

function requirePoint(name: string, line: string): CurvePoint {
  const point = parsed(name, line) as CurvePoint | null;
  if (isNumber(point?.sequences) && isNumber(point?.bits)) return point!;
  throw new ArgumentError(name, 'an object with the numbers sequences and bits', excerpt(line));
}

function requireResult(name: string, result: unknown): EvaluationResult {
  const {difficulty, bits, wrongBits} = (result ?? {}) as Partial<EvaluationResult>;
  const isDifficulty =
    typeof difficulty === 'object' && difficulty !== null && Object.values(difficulty).every(isNumber);
  if (isDifficulty && isNumber(bits) && isNumber(wrongBits)) return result as EvaluationResult;
  throw new ArgumentError(name, 'an object with a difficulty and the numbers bits and wrongBits', result);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** The beginning of a text, for a message. */
function excerpt(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
