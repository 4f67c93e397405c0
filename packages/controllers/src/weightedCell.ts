import type * as tf from '@tensorflow/tfjs-core';
import {initializers, type LayerVariable, layers} from '@tensorflow/tfjs-layers';
import type {Dense} from './dense.js';
import {
  type MapOptions,
  type ResolvedWeightOptions,
  refuseRecurrentOptions,
  resolveWeightOptions,
  type WeightOptions,
  weightOptionsConfig,
} from './weightOptions.js';

export interface WeightedCellArgs extends MapOptions {
  readonly name?: string | undefined;
}

type Initializer = ReturnType<typeof initializers.zeros>;

/** An RNN cell that is made of maps x W + b, the weights of which have the options that tfjs' own cells have. */
export abstract class WeightedCell extends layers.RNNCell {
  private readonly weightOptions: ResolvedWeightOptions;
  private readonly penalties: (() => tf.Scalar)[] = [];

  /** @throws ArgumentError if tfjs does not know what an option names, or if one is given for recurrent kernels */
  constructor(args: WeightedCellArgs) {
    super(args as {name?: string});
    refuseRecurrentOptions(
      args as WeightOptions,
      `${this.getClassName()} has no recurrent kernel, its kernels see input and state side by side`,
    );
    this.weightOptions = resolveWeightOptions(args);
  }

  /** The cells inside this one. */
  get innerCells(): readonly layers.RNNCell[] {
    return [];
  }

  /** What this cell's own regularizers add to the loss. */
  override get losses(): (() => tf.Scalar)[] {
    return this.penalties;
  }

  /**
   * Adds the weights of a map: a kernel that starts glorot-uniform, and a bias that starts at 0, unless options say
   * otherwise.
   *
   * @param prefix what the names of both weights start with
   * @param sizes the widths of what goes in and of what comes out
   * @param seed of the kernel; random unless given
   */
  protected addDense(
    prefix: string,
    [inputs, outputs]: readonly [number, number],
    seed: number | undefined,
  ): Dense {
    const {kernelInitializer, kernelRegularizer, kernelConstraint, ...bias} = this.weightOptions;
    const glorot = initializers.glorotUniform({seed: seed as number});
    return {
      kernel: this.addPenalised(
        `${prefix}kernel`,
        [inputs, outputs],
        kernelInitializer ?? glorot,
        kernelRegularizer,
        kernelConstraint,
      ),
      bias: this.addPenalised(
        `${prefix}bias`,
        [outputs],
        bias.biasInitializer ?? initializers.zeros(),
        bias.biasRegularizer,
        bias.biasConstraint,
      ),
    };
  }

  private addPenalised(
    name: string,
    shape: number[],
    initializer: Initializer,
    regularizer: ResolvedWeightOptions['kernelRegularizer'],
    constraint: ResolvedWeightOptions['kernelConstraint'],
  ): LayerVariable {
    const weight = this.addWeight(name, shape, 'float32', initializer, undefined, true, constraint);
    if (regularizer !== undefined) this.penalties.push(() => regularizer.apply(weight.read()));
    return weight;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {...super.getConfig(), ...weightOptionsConfig(this.weightOptions)};
  }
}

/** A cell and all cells inside it. */
export function withInnerCells(cell: layers.RNNCell): layers.RNNCell[] {
  // tfjs hides the cells of its `StackedRNNCells`.
  const {cells = []} = cell as {cells?: readonly layers.RNNCell[]};
  const inner = cell instanceof WeightedCell ? cell.innerCells : cells;
  return [cell, ...inner.flatMap(withInnerCells)];
}
