import {requireBoolean, requireInstance, requireKeys, requireText} from '@ntmjs/arguments';
import type * as tf from '@tensorflow/tfjs-core';
import {initializers, type LayerVariable, layers} from '@tensorflow/tfjs-layers';
import type {Dense} from './dense.js';
import {
  type MapOptions,
  type ResolvedWeightOptions,
  refuseRecurrentOptions,
  resolveWeightOptions,
  type WeightOptions,
  weightOptionNames,
  weightOptionsConfig,
} from './weightOptions.js';

export interface WeightedCellArgs extends MapOptions {
  readonly name?: string | undefined;
  readonly trainable?: boolean | undefined;
}

/** The arguments that every cell of tfjs has. */
const cellOptions = [
  'name',
  'trainable',
  'dtype',
  'inputShape',
  'batchInputShape',
  'batchSize',
  'weights',
] as const;

/**
 * Returns the arguments of a cell, without what tfjs adds to them.
 *
 * @param cell the name of the class, for messages: `FeedforwardCell`
 * @param options the names of its own arguments, besides the weight options and those of every cell
 * @throws ArgumentError if an argument is unknown, or one of every cell has another type
 */
export function requireCellArgs<A extends WeightedCellArgs>(
  cell: string,
  args: A,
  options: readonly string[],
): A {
  const given = withoutCustomObjects(args);
  const {name, trainable} = requireKeys(cell, given, [...options, ...weightOptionNames, ...cellOptions]);
  if (name !== undefined && name !== null) requireText('name', name);
  if (trainable !== undefined && trainable !== null) requireBoolean('trainable', trainable);
  return given;
}

/** tfjs adds `customObjects` to every configuration that it reads. */
function withoutCustomObjects<A extends object>(args: A): A {
  if (typeof args !== 'object' || args === null || !('customObjects' in args)) return args;
  const {customObjects: _, ...given} = args;
  return given as A;
}

type Initializer = ReturnType<typeof initializers.zeros>;

/** An RNN cell made of maps x W + b, with the weight options that tfjs' own cells have. */
export abstract class WeightedCell extends layers.RNNCell {
  private readonly weightOptions: ResolvedWeightOptions;
  private readonly penalties: (() => tf.Scalar)[] = [];

  /** @throws ArgumentError if tfjs does not know an option's name, or an option of recurrent kernels is set */
  constructor(args: WeightedCellArgs) {
    super(args as {name?: string});
    refuseRecurrentOptions(
      args as WeightOptions,
      `${this.getClassName()} has no recurrent kernel with options of its own`,
    );
    this.weightOptions = resolveWeightOptions(args);
  }

  /** The cells inside this one. */
  get innerCells(): readonly layers.RNNCell[] {
    return [];
  }

  /** The regularization losses of this cell's own weights. */
  override get losses(): (() => tf.Scalar)[] {
    return this.penalties;
  }

  /**
   * Adds the weights of a map: by default a glorot-uniform kernel and a bias of 0.
   *
   * @param prefix prefix of the names of both weights
   * @param sizes input and output width
   * @param seed of the kernel; defaults to a random one
   */
  protected addDense(
    prefix: string,
    [inputs, outputs]: readonly [number, number],
    seed: number | undefined,
  ): Dense {
    const {kernelInitializer, kernelRegularizer, kernelConstraint, ...bias} = this.weightOptions;
    const glorot = initializers.glorotUniform({seed: seed as number});
    return {
      kernel: this.addPenalized(
        `${prefix}kernel`,
        [inputs, outputs],
        kernelInitializer ?? glorot,
        kernelRegularizer,
        kernelConstraint,
      ),
      bias: this.addPenalized(
        `${prefix}bias`,
        [outputs],
        bias.biasInitializer ?? initializers.zeros(),
        bias.biasRegularizer,
        bias.biasConstraint,
      ),
    };
  }

  private addPenalized(
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
  requireInstance('cell', cell, layers.RNNCell, 'an RNNCell');
  // The cells of tfjs’ `StackedRNNCells` are not in its public type.
  const {cells = []} = cell as {cells?: readonly layers.RNNCell[]};
  const inner = cell instanceof WeightedCell ? cell.innerCells : cells;
  return [cell, ...inner.flatMap(withInnerCells)];
}
