import type * as tf from '@tensorflow/tfjs-core';
import type {AccessStep, TensorRecord} from '../access.js';
import type {HeadKind} from './ntmArgs.js';

/** What a head did in a step. A type, not an interface, which `tf.tidy` would not take. */
export type HeadActivity = {
  readonly kind: HeadKind;
  /** What tells it from others of its kind, if that is not their order: a deque's are `top` and `bottom`. */
  readonly name?: string | undefined;
  /**
   * What it was told, where it attended, and what it read or wrote, by name, `[batch, ...]` each. `weighting`,
   * `[batch, rows]`, is where it attended in the end.
   */
  readonly values: TensorRecord;
};

/**
 * A step that shows how it came to be: it hands over what it computed on the way. That costs no operation, and who runs a
 * network drops it.
 */
export interface ShownStep<State extends string = string> extends AccessStep<State> {
  /** What each head did, in the order in which they act. */
  readonly heads: readonly HeadActivity[];
  /** What rows have besides their contents, by name, `[batch, rows]` each: usage, strengths. */
  readonly rowValues: Readonly<Record<string, tf.Tensor2D>>;
}
