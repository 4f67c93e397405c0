export {type ClipArgs, clipElementwise, clipGlobalNorm, clipGradients, globalNorm} from './clipping.js';
export {
  type CurriculumArgs,
  createCurriculum,
  curriculumTypes,
} from './curriculum/createCurriculum.js';
export type {Curriculum, CurriculumState, Difficulty} from './curriculum/curriculum.js';
export type {DoublingArgs} from './curriculum/doubling.js';
export type {FixedArgs} from './curriculum/fixed.js';
export {endReason, type Limits, type Solved, type Standing} from './endReason.js';
export {
  type EpisodeBatch,
  type EpisodeDataset,
  type EpisodeDatasetArgs,
  episodeDataset,
  maskedSequenceCrossEntropy,
} from './episodeDataset.js';
export {type EvaluateArgs, type Evaluation, evaluate} from './evaluate.js';
export type {LearningRateDecay} from './learningRate.js';
export {sequenceCrossEntropy, sequenceCrossEntropyGradient} from './loss.js';
export type {MetricMeans} from './metricValues.js';
export {NonFiniteError} from './nonFinite.js';
export {
  type AdamArgs,
  createOptimizer,
  type OptimizerArgs,
  optimizerTypes,
} from './optimizers/createOptimizer.js';
export {GravesRmsProp, type GravesRmsPropArgs} from './optimizers/gravesRmsProp.js';
export {type TrainArgs, train} from './train.js';
export {
  type EndReason,
  startState,
  type TrainEvent,
  type TrainReport,
  type TrainState,
} from './trainEvent.js';
export {type CompileMode, createTrainingStep, type Engine, type TrainingStep} from './trainingStep.js';
export {trainStep} from './trainStep.js';
