export {type ClipArgs, clipElementwise, clipGlobalNorm, clipGradients, globalNorm} from './clipping.js';
export {endReason, type Limits, type Standing} from './endReason.js';
export {type EvaluateArgs, type Evaluation, evaluate} from './evaluate.js';
export {sequenceCrossEntropy} from './loss.js';
export {
  type AdamArgs,
  createOptimizer,
  type OptimizerArgs,
  optimizerTypes,
} from './optimizers/createOptimizer.js';
export {GravesRmsProp, type GravesRmsPropArgs} from './optimizers/gravesRmsProp.js';
export {
  type EndReason,
  type TrainArgs,
  type TrainEvent,
  type TrainReport,
  type TrainState,
  train,
} from './train.js';
export {type CompileMode, createTrainingStep, type Engine, type TrainingStep} from './trainingStep.js';
export {trainStep} from './trainStep.js';
