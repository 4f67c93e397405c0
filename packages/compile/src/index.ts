export {type CompileArgs, compile, runnerOf} from './runtime/compile.js';
export {type ExplainedLoop, type Explanation, explain} from './runtime/explain.js';
export type {SequenceInputs, SequenceOutputs, SequenceRunner} from './runtime/sequence.js';
export {LayerTrainer, type LossGradient, type TrainerArgs} from './runtime/trainer.js';
export type {ClipRule, UpdateRule} from './runtime/update.js';
export {TraceError} from './trace/traceError.js';
