import {ArgumentError} from '@ntmjs/arguments';
import {evaluationDifficulties, hasEpisodes, RandomStream, type Task} from '@ntmjs/tasks';
import {renaming} from '../renaming.js';

/** What a model is tried on: a difficulty, and the rows of memory to try it on, if it has a memory. */
export interface Trial {
  readonly difficulty: Readonly<Record<string, number>>;
  readonly rows?: number | undefined;
}

/** The values that each part of a difficulty is to have. */
export type DifficultyRanges = Readonly<Record<string, readonly number[]>>;

/** The default difficulties of a task: `{}`, that of training, then those beyond it that the task has episodes of. */
export function defaultDifficulties(task: Task): readonly Trial['difficulty'][] {
  return evaluationDifficulties(task);
}

/**
 * Every combination of the values that were asked for; the default difficulties if none were.
 *
 * @throws ArgumentError if the task's difficulty has no such part, or the task no episodes in which it has that value
 */
export async function difficultiesOf(
  task: Task,
  ranges: DifficultyRanges | undefined,
): Promise<readonly Trial['difficulty'][]> {
  if (ranges === undefined) return defaultDifficulties(task);
  const parts = Object.keys(task.trainingRange);
  const unknown = Object.keys(ranges).find((part) => !parts.includes(part));
  if (unknown !== undefined) {
    throw new ArgumentError(
      '--at',
      `a part of the difficulty of the task ${task.name} (${parts.join(', ')})`,
      unknown,
    );
  }
  const difficulties = Object.entries(ranges).reduce<Record<string, number>[]>(
    (before, [part, values]) => before.flatMap((each) => values.map((value) => ({...each, [part]: value}))),
    [{}],
  );
  const rename = (argument: string) => argument.replace(/^difficulty\./, '--at ');
  await renaming(rename, () => {
    for (const difficulty of difficulties) task.sample(new RandomStream(0), 1, difficulty);
  });
  return difficulties;
}

/**
 * Every difficulty on the memory that the model was trained with, and a length that takes more than half of its rows on one
 * that is doubled until it has two rows a vector, too: while it answers, the write head goes on erasing a little everywhere,
 * and on a small memory that shows.
 */
export function trialsOf(difficulties: readonly Trial['difficulty'][], rows: number | undefined): Trial[] {
  return difficulties.flatMap((difficulty) => {
    const trained = {difficulty, rows};
    if (rows === undefined) return [trained];
    let enough = rows;
    while (enough < 2 * (difficulty.length ?? 0)) enough *= 2;
    return enough === rows ? [trained] : [trained, {difficulty, rows: enough}];
  });
}

/** A difficulty as text: `length 10, repeats 20`; that of training where nothing is set. */
export function difficultyText(difficulty: Trial['difficulty']): string {
  const parts = Object.entries(difficulty).map(([part, value]) => `${part} ${value}`);
  return parts.length === 0 ? 'as trained' : parts.join(', ');
}

/** The greatest difficulty that a task is trained at. */
export function greatestDifficulty(task: Task): Trial['difficulty'] {
  return Object.fromEntries(Object.entries(task.trainingRange).map(([part, {max}]) => [part, max]));
}

/**
 * A difficulty far beyond training that a task has episodes of: its first part, ten times as hard as in training at the most,
 * or less so where a task cannot be that hard.
 */
export function hardDifficulty(task: Task): Trial['difficulty'] {
  const [part, {max}] = Object.entries(task.trainingRange)[0]!;
  const factor = [10, 5, 3, 2].find((times) => hasEpisodes(task, {[part]: times * max})) ?? 1;
  return {[part]: factor * max};
}
