import {
  ArgumentError,
  requireInteger,
  requireList,
  requireObject,
  requirePositiveInteger,
} from '@ntmjs/arguments';
import {evaluationDifficulties, hasEpisodes, RandomStream, requireTask, type Task} from '@ntmjs/tasks';
import {EVALUATION_BATCH} from '@ntmjs/training';

/** Values for the parts of a task's difficulty; a part without a value is drawn from its training range. */
export type Difficulty = Readonly<Record<string, number>>;

/** What a model is evaluated at: a difficulty, and a number of memory rows if the model has a memory. */
export interface EvaluationSetting {
  readonly difficulty: Difficulty;
  readonly rows?: number | undefined;
}

/** Several values for each part of a difficulty. */
export type DifficultyRanges = Readonly<Record<string, readonly number[]>>;

/**
 * Every combination of values for the parts of a task's difficulty.
 *
 * @param ranges the values of each part; defaults to `evaluationDifficulties`
 * @param episodes the number of episodes of each difficulty; defaults to a batch of an evaluation
 * @throws ArgumentError if the difficulty has no such part, the task has no episodes of that difficulty, or a batch of them does not
 *   fit the memory
 */
export function difficultiesOf(
  task: Task,
  ranges?: DifficultyRanges | undefined,
  episodes = EVALUATION_BATCH,
): readonly Difficulty[] {
  requireTask('task', task);
  requirePositiveInteger('episodes', episodes);
  if (ranges === undefined) return evaluationDifficulties(task);
  requireObject('ranges', ranges, 'an object with a list of values for each part of the difficulty');
  for (const [part, values] of Object.entries(ranges)) {
    requireList(`ranges.${part}`, values, 'a list of at least one integer', 1);
  }
  const parts = Object.keys(task.trainingRange);
  const unknown = Object.keys(ranges).find((part) => !parts.includes(part));
  if (unknown !== undefined) {
    throw new ArgumentError(
      'difficulty',
      `a part of the difficulty of the task ${task.name} (${parts.join(', ')})`,
      unknown,
    );
  }
  const difficulties = Object.entries(ranges).reduce<Record<string, number>[]>(
    (before, [part, values]) => before.flatMap((each) => values.map((value) => ({...each, [part]: value}))),
    [{}],
  );
  const batch = Math.min(episodes, EVALUATION_BATCH);
  for (const difficulty of difficulties) task.sample(new RandomStream(0), batch, difficulty);
  return difficulties;
}

/**
 * The evaluation settings for a model: every difficulty with the memory that the model was trained with, and, if a sequence's
 * length takes more than half of the rows, also with a memory of at least two rows a vector. While a model answers, its write
 * head may erase a little everywhere, which shows on a small memory.
 *
 * @param rows the number of rows of the model's memory; undefined for a model without a memory
 */
export function evaluationSettings(
  difficulties: readonly Difficulty[],
  rows: number | undefined,
): EvaluationSetting[] {
  requireList('difficulties', difficulties, 'a list of difficulties');
  if (rows !== undefined) requirePositiveInteger('rows', rows);
  return difficulties.flatMap((difficulty, index) => {
    requireDifficulty(`difficulties[${index}]`, difficulty);
    const trained = {difficulty, rows};
    if (rows === undefined) return [trained];
    let enough = rows;
    while (enough < 2 * (difficulty.length ?? 0)) enough *= 2;
    return enough === rows ? [trained] : [trained, {difficulty, rows: enough}];
  });
}

/** A difficulty as text: `length 10, repeats 20`, or `as trained`. */
export function difficultyText(difficulty: Difficulty): string {
  const parts = Object.entries(requireDifficulty('difficulty', difficulty)).map(
    ([part, value]) => `${part} ${value}`,
  );
  return parts.length === 0 ? 'as trained' : parts.join(', ');
}

/** The greatest difficulty of training. */
export function greatestDifficulty(task: Task): Difficulty {
  const {trainingRange} = requireTask('task', task);
  return Object.fromEntries(Object.entries(trainingRange).map(([part, {max}]) => [part, max]));
}

/**
 * A difficulty far beyond training: ten times the greatest value of the difficulty's first part, or a smaller multiple if the
 * task has no such episodes.
 */
export function hardDifficulty(task: Task): Difficulty {
  const [part, {max}] = Object.entries(requireTask('task', task).trainingRange)[0]!;
  const factor = [10, 5, 3, 2].find((times) => hasEpisodes(task, {[part]: times * max})) ?? 1;
  return {[part]: factor * max};
}

/** Returns `difficulty` if it is an object of integers; throws an `ArgumentError` otherwise. */
export function requireDifficulty(argument: string, difficulty: Difficulty): Difficulty {
  requireObject(argument, difficulty, 'an object with parts of a difficulty');
  for (const [part, value] of Object.entries(difficulty)) {
    if (value !== undefined) requireInteger(`${argument}.${part}`, value);
  }
  return difficulty;
}
