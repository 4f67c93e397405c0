import type {InitialStates} from '../runtime/initialStates.js';
import type {StepSource} from '../runtime/pipeline.js';
import type {StepProgram} from '../runtime/program.js';
import type {StageCode} from '../runtime/stages/stageChain.js';

/** A part of a model, compiled: what every thread makes its stage from, and what only the main thread has. */
export interface CompiledStage {
  readonly code: StageCode;
  /** The program of its step; undefined if it has none. */
  readonly program?: StepProgram;
  /** The step that it compiles, if it does. */
  readonly step?: StepSource;
  /** Where the sequences of a recurrent layer start. */
  readonly start?: InitialStates;
}
