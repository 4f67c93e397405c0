import type * as tf from '@tensorflow/tfjs-core';
import type {LayerVariable} from '@tensorflow/tfjs-layers';
import type {CompileSettings} from '../runtime/compile.js';
import type {CompiledStage} from './compiledStage.js';
import type {DrawnNumbers, Operation, Value} from './operations.js';

type Shape = readonly (number | null)[];

/** Collects the operations of a model, in an order in which they can run. */
export class ModelBuilder {
  readonly operations: Operation[] = [];
  readonly draws: DrawnNumbers[] = [];
  private values = 0;

  /** @param trained the weights that are trained */
  constructor(private readonly trained: ReadonlySet<LayerVariable>) {}

  /** A value that no operation computes: an input of the model. */
  input(shape: Shape): Value {
    return this.value(shape, false, undefined);
  }

  /** Adds numbers that are drawn at random for each batch. */
  drawn(shape: Shape, draw: DrawnNumbers['draw']): Value {
    const output = this.value(shape, false, undefined);
    this.draws.push({output, draw});
    return output;
  }

  /** Adds an operation that acts on each row alone. */
  rows(
    name: string,
    inputs: readonly Value[],
    shape: Shape,
    apply: (inputs: readonly tf.Tensor[]) => tf.Tensor,
    args: {readonly weights?: readonly LayerVariable[]; readonly mask?: Value | undefined} = {},
  ): Value {
    const {weights = [], mask} = args;
    const output = this.value(shape, this.needsGradient(inputs, weights), mask);
    this.operations.push({kind: 'rows', name, inputs, output, weights, apply});
    return output;
  }

  /** Adds an operation that is a stage of its own. */
  stage(
    name: string,
    inputs: readonly Value[],
    shape: Shape,
    compile: (settings: CompileSettings) => CompiledStage,
    args: {
      readonly weights?: readonly LayerVariable[];
      readonly mask?: Value | undefined;
      readonly constant?: boolean;
    } = {},
  ): Value {
    const {weights = [], mask, constant = false} = args;
    const output = this.value(shape, !constant && this.needsGradient(inputs, weights), mask);
    this.operations.push({kind: 'stage', name, inputs, output, weights, compile});
    return output;
  }

  private needsGradient(inputs: readonly Value[], weights: readonly LayerVariable[]): boolean {
    return inputs.some((input) => input.needsGradient) || weights.some((weight) => this.trained.has(weight));
  }

  private value(shape: Shape, needsGradient: boolean, mask: Value | undefined): Value {
    return {id: this.values++, shape, needsGradient, mask};
  }
}
