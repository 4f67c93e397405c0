import {ArgumentError, requireInteger, requireKeys, requireObject} from '@ntmjs/arguments';
import {RandomStream} from './random.js';
import {seedText} from './savedConfigs.js';
import type {Task} from './task.js';
import {requireTask} from './taskCheck.js';

/** Parts of a task's difficulty with their values. */
type Difficulty = Readonly<Record<string, number>>;

/** Checks that a difficulty is an object of integers. */
function requireIntegers(difficulty: Difficulty): void {
  requireObject('difficulty', difficulty, 'an object with parts of the difficulty');
  for (const [part, value] of Object.entries(difficulty)) {
    if (value !== undefined) requireInteger(`difficulty.${part}`, value);
  }
}

/**
 * Whether a task has episodes of a difficulty: whether `sample` accepts it.
 *
 * @throws ArgumentError if a part of the difficulty is no integer
 */
export function hasEpisodes(task: Task, difficulty: Difficulty): boolean {
  requireTask('task', task);
  requireIntegers(difficulty);
  try {
    task.sample(new RandomStream(0), 1, difficulty);
    return true;
  } catch (error) {
    if (error instanceof ArgumentError) return false;
    throw error;
  }
}

/**
 * The difficulties at which a task is evaluated by default: first `{}`, that of training, then those of the task's
 * `evaluation` of which it has episodes with its options.
 */
export function evaluationDifficulties(task: Task): readonly Difficulty[] {
  const beyond = requireTask('task', task).evaluation as readonly Difficulty[];
  return [{}, ...beyond.filter((difficulty) => hasEpisodes(task, difficulty))];
}

/**
 * The task to evaluate a model on that was trained on a task: the one that holds what training held out, else the same.
 *
 * @throws ArgumentError if too little is held out for an episode
 */
export function evaluationTaskOf(task: Task): Task {
  return requireTask('task', task).evaluationTask?.create() ?? task;
}

/**
 * The random stream of a task's evaluation episodes: equal seeds give equal episodes, other than those of training, and
 * independent ones at each difficulty.
 *
 * @throws ArgumentError if the seed is not an integer, or a part of the difficulty is unknown or no integer
 */
export function evaluationStream(task: Task, seed: number, difficulty: Difficulty = {}): RandomStream {
  requireTask('task', task);
  requireKeys('difficulty', difficulty, Object.keys(task.trainingRange));
  requireIntegers(difficulty);
  return new RandomStream(seed, `evaluate ${seedText(task.name, difficulty)}`);
}
