export {
  type AssociativeRecallDifficulty,
  type AssociativeRecallOptions,
  associativeRecallTask,
} from './associativeRecall.js';
export {type CopyDifficulty, type CopyOptions, copyTask} from './copy.js';
export {type CopyStreamDifficulty, type CopyStreamOptions, copyStreamTask} from './copyStream.js';
export {binaryCrossEntropy, binaryCrossEntropyGradient} from './crossEntropy.js';
export {type DyckDifficulty, type DyckOptions, dyckTask} from './dyck.js';
export type {Episodes} from './episodes.js';
export {type FewShotDifficulty, type FewShotOptions, fewShotTask} from './fewShot.js';
export type {GraphDifficulty, GraphOptions} from './graphs/graphOptions.js';
export {graphTraversalTask} from './graphs/graphTraversal.js';
export {shortestPathTask} from './graphs/shortestPath.js';
export {hasEpisodes} from './hasEpisodes.js';
export type {ImageSource} from './images/imageSource.js';
export {type InventedCharactersOptions, inventedCharacters} from './images/inventedCharacters.js';
export {
  bitsOfEachSequence,
  bitsPerSequence,
  type Metric,
  type TaskMetrics,
  wrongBitsOfEachSequence,
  wrongBitsPerSequence,
} from './metrics.js';
export {type NGramsDifficulty, type NGramsOptions, nGramsTask} from './nGrams.js';
export {optimalPredictions} from './optimalPredictions.js';
export {type PrioritySortDifficulty, type PrioritySortOptions, prioritySortTask} from './prioritySort.js';
export {RandomStream} from './random.js';
export {createTask, taskNames} from './registry.js';
export {type RepeatCopyDifficulty, type RepeatCopyOptions, repeatCopyTask} from './repeatCopy.js';
export type {Range, Task, TaskConfig} from './task.js';
export {type TransductionDifficulty, type TransductionOptions, transductionTask} from './transduction.js';
