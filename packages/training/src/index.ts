export type {Solved} from '@ntmjs/tasks';
export {
  type ClipArgs,
  clipElementwise,
  clipGlobalNorm,
  clipGradients,
  clipOptions,
  globalNorm,
} from './clipping.js';
export {
  type Curriculum,
  type CurriculumConfig,
  type CurriculumState,
  createCurriculum,
  curriculumTypes,
  type Difficulty,
  doublingOptions,
  steppingOptions,
} from './curriculum.js';
export {endReason, type Limits, type TrainingProgress} from './endReason.js';
export type {CompileMode, Engine, TrainingStep} from './engine.js';
export {
  type EpisodeBatch,
  type EpisodeDataset,
  type EpisodeDatasetArgs,
  episodeDataset,
  maskedSequenceCrossEntropy,
} from './episodeDataset.js';
export {
  EVALUATION_BATCH,
  type EvaluateArgs,
  type Evaluation,
  evaluate,
  evaluationEpisodes,
} from './evaluate.js';
export {type LearningRateDecay, learningRateDecayOptions} from './learningRate.js';
export {sequenceCrossEntropy} from './loss.js';
export {type MemorySize, memorySizeOptions, type WithRows} from './memorySizes.js';
export type {MetricMeans} from './metricValues.js';
export {NonFiniteError} from './nonFinite.js';
export {
  createOptimizer,
  describeOptimizer,
  type OptimizerConfig,
  type OptimizerRegistry,
  optimizerDeclaration,
  optimizerNames,
  registerOptimizer,
} from './optimizers/createOptimizer.js';
export {
  learningRateOption,
  type OptimizerArgs,
  type OptimizerConfigOf,
  type OptimizerDeclaration,
  type OptimizerSource,
  optimizerOptions,
  type UpdateValues,
} from './optimizers/declaration.js';
export {DeclaredOptimizer} from './optimizers/declaredOptimizer.js';
export {declareOptimizer} from './optimizers/declareOptimizer.js';
export {train} from './train.js';
export type {TrainArgs} from './trainArgs.js';
export {
  type EndReason,
  type MetricLists,
  startState,
  type TrainEvent,
  type TrainReport,
  type TrainState,
} from './trainEvent.js';
export {type TrainingMemory, type TrainingMemoryArgs, trainingMemory} from './trainingMemory.js';
export {createTrainingStep} from './trainingStep.js';
export {trainStep} from './trainStep.js';
