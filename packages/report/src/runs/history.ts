import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {ArgumentError} from '@ntmjs/arguments';
import type {TrialResult} from '../evaluation/evaluation.js';
import type {CurvePoint} from '../figures/learning.js';

/** How a run went, as its folder says. */
export interface History {
  /** Empty if training was not far enough for a first line. */
  readonly curve: readonly CurvePoint[];
  /** How the trained model did; empty if it was not evaluated. */
  readonly results: readonly TrialResult[];
}

/** The files that evaluations are in: of `ntm train` a list, of `ntm reproduce` what was tried as trained and beyond. */
const EVALUATIONS = ['evaluation.json', 'reproduction.json'];

/**
 * Reads how a run went and how its trained model did.
 *
 * @throws ArgumentError that names the file that is broken, and what it must be
 */
export async function readHistory(folder: string): Promise<History> {
  const metrics = join(folder, 'metrics.jsonl');
  const text = ((await textOf(metrics)) ?? '').trimEnd();
  const lines = text === '' ? [] : text.split('\n');
  return {
    curve: lines.map((line, index) => requirePoint(`line ${index + 1} of ${metrics}`, line)),
    results: await readResults(folder),
  };
}

async function readResults(folder: string): Promise<readonly TrialResult[]> {
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

/** The text of a file; nothing if it is not there. */
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

function requireResult(name: string, result: unknown): TrialResult {
  const {difficulty, bits, wrongBits} = (result ?? {}) as Partial<TrialResult>;
  const isDifficulty =
    typeof difficulty === 'object' && difficulty !== null && Object.values(difficulty).every(isNumber);
  if (isDifficulty && isNumber(bits) && isNumber(wrongBits)) return result as TrialResult;
  throw new ArgumentError(name, 'an object with a difficulty and the numbers bits and wrongBits', result);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** So much of a text as fits into a message. */
function excerpt(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
