export {
  type AssociativeRecallDifficulty,
  type AssociativeRecallOptions,
  associativeRecallTask,
} from './associativeRecall.js';
export {binaryAdditionTask} from './chomsky/binaryAddition.js';
export {binaryMultiplicationTask} from './chomsky/binaryMultiplication.js';
export {bucketSortTask} from './chomsky/bucketSort.js';
export type {ChomskyDifficulty, ChomskyOptions} from './chomsky/chomskyTask.js';
export {chomskyTasks} from './chomsky/chomskyTasks.js';
export {computeSqrtTask} from './chomsky/computeSqrt.js';
export {cycleNavigationTask} from './chomsky/cycleNavigation.js';
export {duplicateStringTask} from './chomsky/duplicateString.js';
export {evenPairsTask} from './chomsky/evenPairs.js';
export {missingDuplicateTask} from './chomsky/missingDuplicate.js';
export {modularArithmeticTask} from './chomsky/modularArithmetic.js';
export {modularArithmeticBracketsTask} from './chomsky/modularArithmeticBrackets.js';
export {oddsFirstTask} from './chomsky/oddsFirst.js';
export {parityCheckTask} from './chomsky/parityCheck.js';
export {reverseStringTask} from './chomsky/reverseString.js';
export {solveEquationTask} from './chomsky/solveEquation.js';
export {stackManipulationTask} from './chomsky/stackManipulation.js';
export {presentationAccuracy, sequenceAccuracies, symbolAccuracy} from './classMetrics.js';
export {type CopyDifficulty, type CopyOptions, copyTask} from './copy.js';
export {type CopyStreamDifficulty, type CopyStreamOptions, copyStreamTask} from './copyStream.js';
export {binaryCrossEntropy} from './crossEntropy.js';
export {type DyckDifficulty, type DyckOptions, dyckTask} from './dyck.js';
export {
  blankEpisodes,
  type EpisodeSizes,
  type Episodes,
  type Question,
  questionEpisodes,
  requireEpisodes,
} from './episodes.js';
export {evaluationDifficulties, evaluationStream, evaluationTaskOf, hasEpisodes} from './evaluation.js';
export {type FewShotDifficulty, type FewShotOptions, fewShotTask} from './fewShot.js';
export type {GraphDifficulty, GraphOptions} from './graphs/graphTask.js';
export {graphTraversalTask} from './graphs/graphTraversal.js';
export {shortestPathTask} from './graphs/shortestPath.js';
export type {ImageSource} from './images/imageSource.js';
export {type InventedCharactersOptions, inventedCharacters} from './images/inventedCharacters.js';
export {
  bitMetrics,
  bitsOfEachSequence,
  bitsPerSequence,
  findMetric,
  type Metric,
  wrongBitsOfEachSequence,
  wrongBitsPerSequence,
} from './metrics.js';
export {type NGramsDifficulty, type NGramsOptions, nGramsTask} from './nGrams.js';
export {optimalPredictions} from './optimalPredictions.js';
export {type PrioritySortDifficulty, type PrioritySortOptions, prioritySortTask} from './prioritySort.js';
export {RandomStream} from './random.js';
export {createTask, registerTask, type TaskMaker, taskNames} from './registry.js';
export {type RepeatCopyDifficulty, type RepeatCopyOptions, repeatCopyTask} from './repeatCopy.js';
export {upgradeDifficulty, upgradeDifficultyPart, upgradeTaskConfig} from './savedConfigs.js';
export type {EvaluationTask, Range, Solved, Task, TaskConfig, TaskSource} from './task.js';
export {requireTask} from './taskCheck.js';
export {type TransductionDifficulty, type TransductionOptions, transductionTask} from './transduction.js';
export {drawVectors, oneHot, shuffled, vectorChannels} from './vectors.js';
