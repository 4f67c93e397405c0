import {ArgumentError} from '@ntmjs/arguments';
import {RandomStream} from './random.js';
import type {Task} from './task.js';

/** Whether a task has episodes of a difficulty: `sample` refuses one that it has not. */
export function hasEpisodes(task: Task, difficulty: Readonly<Record<string, number>>): boolean {
  try {
    task.sample(new RandomStream(0), 1, difficulty);
    return true;
  } catch (error) {
    if (error instanceof ArgumentError) return false;
    throw error;
  }
}
