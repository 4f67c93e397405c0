import * as tf from '@tensorflow/tfjs-core';
import {type LayerVariable, layers} from '@tensorflow/tfjs-layers';
import type {StepSource} from '../runtime/pipeline.js';
import type {RowPart} from '../runtime/stages/rowParts.js';
import type {StatelessCell} from '../trace/traceStep.js';
import {stopGradient} from './stopGradient.js';

/** A function that maps each row of numbers to a row, whatever the other rows are. */
export interface RowFunction {
  /** Of a layer or several, for errors. */
  readonly name: string;
  readonly parts: readonly RowPart[];
  readonly weights: readonly LayerVariable[];
  readonly outputSize: number;
  /**
   * @param parts `[rows, size]` each
   * @returns `[rows, outputSize]`
   */
  apply(parts: readonly tf.Tensor[]): tf.Tensor;
}

/** A function of rows as a cell without states, so that it is traced as a step is. Its input has all parts side by side. */
class RowCell extends layers.RNNCell implements StatelessCell {
  static readonly className = 'RowCell';
  readonly stateSize: number[] = [];
  readonly outputSize: number;

  constructor(private readonly rowFunction: RowFunction) {
    super({});
    this.outputSize = rowFunction.outputSize;
    this.built = true;
  }

  override get trainableWeights(): LayerVariable[] {
    return [...this.rowFunction.weights];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    const [rows] = inputs as [tf.Tensor2D];
    const {parts, outputSize, apply} = this.rowFunction;
    const sizes = parts.map(({size}) => size);
    const tensors = sizes.length === 1 ? [rows] : tf.split(rows, sizes, 1);
    const given = tensors.map((tensor, index) =>
      parts[index]!.needsGradient ? tensor : stopGradient(tensor),
    );
    return [tf.reshape(apply(given), [rows.shape[0], outputSize])];
  }
}

/** The step that applies a function to a row. */
export function rowStepOf(rowFunction: RowFunction, relaxedSimd: boolean): StepSource {
  const inputSize = rowFunction.parts.reduce((sum, part) => sum + part.size, 0);
  return {cell: new RowCell(rowFunction), inputSize, name: rowFunction.name, relaxedSimd};
}
