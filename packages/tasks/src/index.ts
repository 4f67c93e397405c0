export {type CopyDifficulty, type CopyOptions, copyTask} from './copy.js';
export type {Episodes} from './episodes.js';
export {
  bitsOfEachSequence,
  bitsPerSequence,
  wrongBitsOfEachSequence,
  wrongBitsPerSequence,
} from './metrics.js';
export {RandomStream} from './random.js';
export {createTask, taskNames} from './registry.js';
export type {Range, Task, TaskConfig} from './task.js';
