import type * as tf from '@tensorflow/tfjs-core';
import type {LayerVariable} from '@tensorflow/tfjs-layers';
import type {CompileSettings} from '../runtime/compile.js';
import type {CompiledStage} from './compiledStage.js';

/** A tensor of the model during training: its inputs, what layers return, masks. */
export interface Value {
  readonly id: number;
  /** `[null, …]`: the size of the batch is unknown, as that of other dimensions may be. */
  readonly shape: readonly (number | null)[];
  /** Whether a trained weight influences it. */
  readonly needsGradient: boolean;
  /** `[batch, steps]`: the mask that tfjs hands on with it. */
  readonly mask: Value | undefined;
}

/** An operation that maps each row of its inputs, all of which have the same number of rows, to a row. */
export interface RowOperation {
  readonly kind: 'rows';
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly output: Value;
  readonly weights: readonly LayerVariable[];
  /**
   * @param inputs `[rows, size]` each
   * @returns `[rows, size]`
   */
  apply(inputs: readonly tf.Tensor[]): tf.Tensor;
}

/** An operation that is a stage of its own. */
interface StageOperation {
  readonly kind: 'stage';
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly output: Value;
  readonly weights: readonly LayerVariable[];
  compile(settings: CompileSettings): CompiledStage;
}

export type Operation = RowOperation | StageOperation;

/** Numbers that are drawn at random for each batch. */
export interface DrawnNumbers {
  readonly output: Value;
  /** @param shape `[batch, …]` */
  draw(shape: readonly number[]): Float32Array;
}

/** The size of the rows of a value. */
export function rowSizeOf({shape}: Value): number {
  return shape.at(-1)!;
}
