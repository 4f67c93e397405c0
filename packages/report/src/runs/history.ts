import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {ArgumentError} from '@ntmjs/arguments';
import {upgradeDifficulty} from '@ntmjs/tasks';
import type {Run} from '@ntmjs/training/runs';
import type {EvaluationResult} from '../evaluation/evaluate.js';
import type {CurvePoint} from '../figures/learning.js';
import {readEvaluation} from './evaluationFiles.js';
import {requireRun} from './openRun.js';

/** The learning curve and the evaluation of a run. */
export interface History {
  /** Up to the last checkpoint, at the last difficulty of a curriculum; empty before the first line of metrics. */
  readonly curve: readonly CurvePoint[];
  /** Empty if the run was not evaluated. */
  readonly results: readonly EvaluationResult[];
}

/**
 * Reads the learning curve and the evaluation of a run.
 *
 * @throws ArgumentError that names the file that is broken, or not what was written
 */
export async function readHistory(run: Run): Promise<History> {
  const {name} = requireRun(run).config.task;
  const results = (await readEvaluation(run.folder)) ?? [];
  return {curve: await readCurve(run), results: results.map((result) => upgradedResult(name, result))};
}

/**
 * Reads the learning curve of a run, up to its last checkpoint: where a curriculum rose, the part at the last difficulty, since costs of
 * easier episodes are another quantity.
 *
 * @throws ArgumentError that names the file, and the line that is broken
 */
export async function readCurve(run: Run): Promise<readonly CurvePoint[]> {
  const lines = await run.readLog();
  const points = lines.map((line, index) => {
    if (Number.isFinite((line as Partial<CurvePoint>).bits)) return line as CurvePoint;
    const name = `line ${index + 1} of ${join(run.folder, 'metrics.jsonl')}`;
    throw new ArgumentError(name, 'an object with the numbers sequences and bits', line);
  });
  return atLastDifficulty(points);
}

function atLastDifficulty(points: readonly CurvePoint[]): CurvePoint[] {
  const isAt = ({difficulty}: CurvePoint, other: CurvePoint) =>
    isDeepStrictEqual(difficulty, other.difficulty);
  // Where the difficulty has just risen, means are still of the one before.
  const settled = points.filter((point, index) => index === 0 || isAt(point, points[index - 1]!));
  return settled.filter((point) => isAt(point, settled.at(-1)!));
}

/** A saved result with the parts of its difficulty as they are named now. */
export function upgradedResult(task: string, result: EvaluationResult): EvaluationResult {
  return {...result, difficulty: upgradeDifficulty(task, result.difficulty)};
}
