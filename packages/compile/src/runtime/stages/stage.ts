import type {UpdatedMemory} from '../update.js';
import type {Numbers} from './numbers.js';

/** A part of a model, which runs forward and backward for a whole batch, or for some of its samples. */
export interface Stage {
  /** The memory of its weights and their gradients; undefined if it has no weights. */
  readonly memory: UpdatedMemory | undefined;
  /** What all samples share: views of its weights, then the states that all sequences start from. */
  shared(): readonly Float32Array[];
  /** The gradients of what is shared and trained, summed since they were last set to zero, in the same order: views. */
  sharedGradients(): readonly Float32Array[];
  /**
   * Runs forward, and keeps what the gradient needs.
   *
   * @param shape of the output, `[batch, …]`
   * @param goesOn called now and then: false ends the run
   * @returns the output; undefined if it did not come to its end
   */
  forward(
    inputs: readonly Numbers[],
    shape: readonly number[],
    goesOn?: () => boolean,
  ): Float32Array | undefined;
  /**
   * The gradient of the last forward pass; adds to `sharedGradients`.
   *
   * @param gradient with respect to the output
   * @returns the gradients with respect to the inputs, undefined for one that has none; undefined if it did not come to its end
   */
  backward(gradient: Float32Array, goesOn?: () => boolean): readonly (Float32Array | undefined)[] | undefined;
}

/** A stage without weights. */
export abstract class WeightlessStage {
  readonly memory = undefined;

  shared(): readonly Float32Array[] {
    return [];
  }

  sharedGradients(): readonly Float32Array[] {
    return [];
  }
}
