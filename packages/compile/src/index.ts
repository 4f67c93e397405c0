export {TraceError} from './graph/lower.js';
export {type CompileArgs, compile, runnerOf} from './runtime/compile.js';
export {
  SequenceBatch,
  type SequenceInputs,
  type SequenceOutputs,
  SequenceRunner,
} from './runtime/sequence.js';
export {compileStep, StepProgram} from './runtime/stepProgram.js';
export {LayerTrainer, type LossGradient} from './runtime/trainer.js';
export type {ClipRule, UpdateRule} from './runtime/update.js';
