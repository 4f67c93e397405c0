import type * as tf from '@tensorflow/tfjs-core';
import {serialization} from '@tensorflow/tfjs-core';

/** Tensors by name: a state, or the weights that an access learns. */
export type TensorRecord<Name extends string = string> = Readonly<Record<Name, tf.Tensor>>;

/** Shapes by the same names, without the batch. */
export type ShapeRecord<Name extends string = string> = Readonly<Record<Name, readonly number[]>>;

/** A weight that an access learns. */
export interface WeightSpec {
  readonly shape: readonly number[];
  /** Standard deviation of its first, normally distributed values. */
  readonly deviation: number;
}

export type HeadKind = 'read' | 'write';

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
 * What one step of an access returns: what the network needs, and if it likes how that came to be. To hand over what was
 * computed on the way costs no operation: a cell drops it, `inspect` of `@ntmjs/inspect` shows it.
 */
export interface AccessStep<State extends string = string> {
  /** All read vectors side by side, `[batch, readSize]`. */
  readonly reads: tf.Tensor2D;
  readonly state: TensorRecord<State>;
  /** What each head did, in the order in which they act: the same heads and names at every step. */
  readonly heads?: readonly HeadActivity[];
  /** What rows have besides their contents, by name, `[batch, rows]` each: usage, strengths. */
  readonly rowValues?: Readonly<Record<string, tf.Tensor2D>>;
}

/**
 * The contract between a memory-augmented cell and its memory: what architectures differ in.
 *
 * An access says how wide an interface vector it needs from the controller, how wide its reads are, what its state is and what
 * it learns besides the controller's map; `step` is a pure function of tensors. To add an architecture, extend this
 * class, give it a static `className`, and register it with `tf.serialization.registerClass`, so that models that hold
 * it can be saved and loaded. What `getConfig` returns must be what the constructor takes.
 */
export abstract class MemoryAccess<State extends string = string> extends serialization.Serializable {
  /** How many numbers a step needs from the controller. */
  abstract readonly interfaceSize: number;
  /** How many numbers a step gives back to the controller. */
  abstract readonly readSize: number;
  /** The state, by name: the shape of each tensor, without the batch. */
  abstract readonly stateShapes: ShapeRecord<State>;
  /** What it learns, by name: first contents, first weightings. Empty where nothing is learned. */
  abstract readonly weightSpecs: Readonly<Record<string, WeightSpec>>;

  /**
   * The state before the first step.
   *
   * @param weights one tensor for each of `weightSpecs`
   * @returns `[batch, ...shape]` for each of `stateShapes`
   */
  abstract initialState(batch: number, weights: TensorRecord): TensorRecord<State>;

  /**
   * One step in time.
   *
   * @param interfaceVector what the controller says, `[batch, interfaceSize]`
   * @param state the state before, `[batch, ...shape]` each
   */
  abstract step(interfaceVector: tf.Tensor2D, state: TensorRecord<State>): AccessStep<State>;

  /**
   * The same access on a memory of another number of rows, for `withRows`.
   *
   * @throws Error unless an architecture says how
   */
  withRows(_rows: number): MemoryAccess<State> {
    throw new Error(`${this.getClassName()} does not say what it is on a memory of another number of rows`);
  }

  /**
   * A weight that was learned on another number of rows, made to fit this one. The caller disposes what is returned.
   *
   * @param name one of `weightSpecs`
   * @throws Error unless an architecture says how
   */
  fitWeight(name: string, _weight: tf.Tensor): tf.Tensor {
    throw new Error(
      `${this.getClassName()} does not say how to fit ${name} to a memory of another number of rows`,
    );
  }
}
