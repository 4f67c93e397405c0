import {requireKeys} from '@ntmjs/arguments';
import {RandomStream, type Task} from '@ntmjs/tasks';
import type {Curriculum, Difficulty} from './curriculum.js';

export interface FixedArgs {
  /** The parts to set, also beyond the range of training; the task draws the others. */
  readonly difficulty: Difficulty;
}

/**
 * Always the same difficulty.
 *
 * @throws ArgumentError if the task has no such episodes
 */
export function fixed(args: FixedArgs, task: Task): Curriculum {
  requireKeys('curriculum', args, ['difficulty']);
  const {difficulty} = args;
  requireKeys('curriculum.difficulty', difficulty, Object.keys(task.trainingRange));
  task.sample(new RandomStream(0), 1, difficulty);
  return {difficulty, draw: () => difficulty, learn() {}};
}
