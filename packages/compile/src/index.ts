export {type CompileArgs, compile, detach, eagerReasonOf, isCompiled, runnerOf} from './runtime/compile.js';
export {compileLayers} from './runtime/compileLayers.js';
export {type ExplainedLoop, type Explanation, explain} from './runtime/explain.js';
export {type RecurrentLayer, recurrentLayersOf} from './runtime/recurrentLayers.js';
export type {SequenceInputs, SequenceOutputs, SequenceRunner} from './runtime/sequence.js';
export {MOST_THREADS} from './runtime/threads/team.js';
export {
  LayerTrainer,
  type LossGradient,
  type TrainerArgs,
  type TrainingBatch,
} from './runtime/trainer.js';
export {NonFiniteGradient} from './runtime/update.js';
export type {Algebra, ClipRule, UpdateRule} from './runtime/updateRule.js';
export {CompilationError, TraceError} from './trace/compilationError.js';
