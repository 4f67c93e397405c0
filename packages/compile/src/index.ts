export {type CompileArgs, compile, runnerOf} from './runtime/compile.js';
export {compileStep} from './runtime/compileStep.js';
export {type ExplainedLoop, type Explanation, explain} from './runtime/explain.js';
export {StepProgram} from './runtime/program.js';
export {
  SequenceBatch,
  type SequenceInputs,
  type SequenceOutputs,
  SequenceRunner,
} from './runtime/sequence.js';
export {LayerTrainer, type LossGradient, type TrainerArgs} from './runtime/trainer.js';
export type {ClipRule, UpdateRule} from './runtime/update.js';
export {TraceError} from './trace/traceError.js';
