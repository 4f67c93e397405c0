export {compile, detach, eagerReasonOf, isCompiled} from './model/compile.js';
export {explain} from './model/explain.js';
export type {CompileModelArgs} from './model/modelSettings.js';
export type {RuleOptimizer} from './model/optimizers/optimizerState.js';
export {type RecordedNetwork, recordNetwork} from './model/recordedNetwork.js';
export {type StandaloneStep, standaloneStep} from './model/standaloneStep.js';
export {type CompileArgs, runnerOf} from './runtime/compile.js';
export {compileLayers} from './runtime/compileLayers.js';
export type {ExplainedLoop, Explanation} from './runtime/explain.js';
export {LayerPredictor} from './runtime/layerPredictor.js';
export {LayerStepper, type StepperArgs} from './runtime/layerStepper.js';
export {type RecurrentLayer, recurrentLayersOf} from './runtime/recurrentLayers.js';
export {hasRelaxedSimd} from './runtime/relaxedSimd.js';
export type {SequenceRunner} from './runtime/sequence.js';
export type {SequenceInputs, SequenceOutputs, TrainingBatch} from './runtime/sequenceBatch.js';
export {
  type BinaryCrossEntropy,
  type LossGradient,
  NonFiniteOutput,
  type SequenceLoss,
  type SequenceMeasures,
} from './runtime/sequenceLoss.js';
export {MOST_THREADS} from './runtime/threads/team.js';
export {LayerTrainer, type StepArgs, type TrainerArgs} from './runtime/trainer.js';
export {NonFiniteGradient} from './runtime/update.js';
export type {Algebra, ClipRule, UpdateRule} from './runtime/updateRule.js';
export {CompilationError, TraceError} from './trace/compilationError.js';
export type {Dimension, RecordedCall, RecordedStep, RecordedTensor} from './trace/recordStep.js';
