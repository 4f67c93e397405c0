import type * as tf from '@tensorflow/tfjs-core';
import {serialization} from '@tensorflow/tfjs-core';

/** Tensors by name: a state, or the learned weights of an access. */
export type TensorRecord<Name extends string = string> = Readonly<Record<Name, tf.Tensor>>;

/** Shapes by the same names, without the batch dimension. */
export type ShapeRecord<Name extends string = string> = Readonly<Record<Name, readonly number[]>>;

/** A learned weight of an access. */
export interface WeightSpec {
  readonly shape: readonly number[];
  /** Standard deviation of its normally distributed initial values. */
  readonly deviation: number;
  /** Their mean. Defaults to 0. */
  readonly mean?: number | undefined;
}

export type HeadKind = 'read' | 'write';

/** The trace of one head in one step. A type rather than an interface, which `tf.tidy` does not accept. */
export type HeadActivity = {
  readonly kind: HeadKind;
  /** Names the head where its order among heads of its kind does not: a deque has `top` and `bottom`. */
  readonly name?: string | undefined;
  /**
   * Its parameters, weightings, and read or written vectors, by name, `[batch, ...]` each. `weighting`, `[batch, rows]`, is its
   * final weighting.
   */
  readonly values: TensorRecord;
};

/**
 * The result of one step of an access: the reads and next state, optionally with a trace of the heads. A trace costs no
 * operation, since it holds tensors that the step computes anyway: cells ignore it, `inspect` of `@ntmjs/inspect` shows it.
 */
export interface AccessStep<State extends string = string> {
  /** All read vectors, concatenated, `[batch, readSize]`. */
  readonly reads: tf.Tensor2D;
  /** The next state, `[batch, ...shape]` for each of `stateShapes`. */
  readonly state: TensorRecord<State>;
  /** The trace: an entry per head, in the order in which they act; the same heads and names in every step. */
  readonly heads?: readonly HeadActivity[];
  /** The trace of quantities per row, by name, `[batch, rows]` each: usage, strengths. */
  readonly rowValues?: Readonly<Record<string, tf.Tensor2D>>;
}

/**
 * Base class of memory accesses: a memory, and how a controller reads and writes it. Architectures differ in their access alone.
 *
 * At each step a cell maps the controller's output h_t to an interface vector and passes it to the access, whose own weights are θ:
 *
 *     state_0 = initialState(θ)
 *     reads_t, state_t = step(h_t W + b, state_{t−1}, θ)
 *
 * Subclasses define `interfaceSize`, `readSize`, `stateShapes`, `weightSpecs`, `initialState`, `step` and `getConfig`, and may
 * override `interfaceBias`, `withRows` and `fitWeight`. To save and load models, give the subclass a static `className`, register it with
 * `tf.serialization.registerClass`, and let `getConfig` return the argument of the constructor. `memoryLayer` makes a layer of it.
 */
export abstract class MemoryAccess<State extends string = string> extends serialization.Serializable {
  /** The width of the interface vector, the input of a step. */
  abstract readonly interfaceSize: number;
  /** The width of the reads, the output of a step: the controller's next input and the layer's output see them. */
  abstract readonly readSize: number;
  /** The shape of each tensor of the state, by name, without the batch dimension. Their order is the order of the layer's states. */
  abstract readonly stateShapes: ShapeRecord<State>;
  /** The weights that it learns itself, by name, such as initial contents, or matrices that a step multiplies by. Empty if there are none. */
  abstract readonly weightSpecs: Readonly<Record<string, WeightSpec>>;
  /**
   * The initial bias of the map to the interface vector, `[interfaceSize]`, added to that of the layer's `biasInitializer`; learned
   * from there on. Undefined, by default, adds nothing.
   */
  readonly interfaceBias: readonly number[] | undefined = undefined;

  /**
   * Returns the state before the first step.
   *
   * @param batch the number of samples
   * @param weights a tensor for each of `weightSpecs`
   * @returns `[batch, ...shape]` for each of `stateShapes`
   */
  abstract initialState(batch: number, weights: TensorRecord): TensorRecord<State>;

  /**
   * One step in time: a pure function of tensors. The cell wraps it in `tf.tidy`.
   *
   * @param interfaceVector `[batch, interfaceSize]`, unbounded: bring each part into its range here
   * @param state the previous state, `[batch, ...shape]` for each of `stateShapes`
   * @param weights a tensor for each of `weightSpecs`; a cell passes them, others may omit them for an access without any
   * @returns the reads and next state, optionally with a trace
   */
  abstract step(
    interfaceVector: tf.Tensor2D,
    state: TensorRecord<State>,
    weights?: TensorRecord,
  ): AccessStep<State>;

  /**
   * Returns the same access with another number of rows; `withRows(model, rows)` needs it.
   *
   * @throws Error unless a subclass implements it
   */
  withRows(_rows: number): MemoryAccess<State> {
    throw new Error(`${this.getClassName()} does not implement withRows: its number of rows is fixed`);
  }

  /**
   * Returns a weight that was learned with another number of rows, resized to this one. The caller disposes it.
   *
   * @param name one of `weightSpecs`
   * @throws Error unless a subclass implements it
   */
  fitWeight(name: string, _weight: tf.Tensor): tf.Tensor {
    throw new Error(
      `${this.getClassName()} does not implement fitWeight: ${name} has a fixed number of rows`,
    );
  }
}
