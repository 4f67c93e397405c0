import type {LayerVariable} from '@tensorflow/tfjs-layers';
import type {StepRuns} from '../runtime/explain.js';
import type {UpdatedMemory} from '../runtime/update.js';
import type {Numbers} from './numbers.js';

/** The memory that holds the weights of a stage and their gradients. */
export interface StageWeights {
  readonly memory: UpdatedMemory;
  /** In the order of the memory. */
  readonly variables: readonly LayerVariable[];
}

/** A part of a model that runs compiled, for a whole batch at a time. */
export interface Stage {
  /** The step that it compiles, and how often the last batch ran it; absent if it compiles none. */
  readonly runs?: StepRuns;
  /** Undefined if it has no weights. */
  readonly weights: StageWeights | undefined;
  /** Runs forward, and keeps what the gradient needs. */
  forward(inputs: readonly Numbers[]): readonly Numbers[];
  /**
   * The gradient of the last forward pass; adds to the gradients of the weights.
   *
   * @param gradients with respect to the outputs; undefined for one that nothing reads
   * @returns the gradients with respect to the inputs; undefined for one that has none
   */
  backward(gradients: readonly (Float32Array | undefined)[]): readonly (Float32Array | undefined)[];
}
