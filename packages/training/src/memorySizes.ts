import {
  ArgumentError,
  type OptionArgs,
  type OptionDeclarations,
  type ResolvedOptions,
  requireFunction,
  requireInstance,
  requireList,
  resolveOptions,
} from '@ntmjs/arguments';
import {RandomStream} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import {LayersModel} from '@tensorflow/tfjs-layers';

/** The options of another size of the memory, which a part of training runs on. */
export const memorySizeOptions = {
  rows: {type: 'integer', min: 1, description: 'the number of memory rows'},
  share: {type: 'number', above: 0, max: 1, description: 'the share of the batches that run on so many rows'},
  after: {
    ...{type: 'integer', min: 0, default: 0},
    description: 'sequences of training before the first of these batches',
  },
} as const satisfies OptionDeclarations;

/** Another size of the memory, which a part of training runs on. */
export type MemorySize = OptionArgs<typeof memorySizeOptions>;

type ResolvedSize = ResolvedOptions<typeof memorySizeOptions>;

/** Returns a copy of a model with other numbers of memory rows, and weights of its own: `withRows` of `@ntmjs/layers`. */
export type WithRows = (model: LayersModel, rows: number) => LayersModel;

/** How far a sum of shares may be above 1 by rounding. */
const ROUNDING = 1e-9;

/** The memory sizes of training besides the model's own. */
export class MemorySizes {
  private constructor(
    private readonly model: LayersModel,
    private readonly sizes: readonly ResolvedSize[],
    private readonly withRows: WithRows | undefined,
  ) {}

  /**
   * Checks sizes for a model.
   *
   * @param withRows may be absent where there are no sizes
   * @throws ArgumentError if an option is wrong, the shares are more than 1 together, or the model cannot be trained on so many rows: it has no
   *   memory, has as many rows already, or a weight with a fixed number of rows
   */
  static of(
    model: LayersModel,
    sizes: readonly MemorySize[] = [],
    withRows: WithRows | undefined,
  ): MemorySizes {
    requireList('memorySizes', sizes, 'a list of objects {rows, share, after?}');
    const resolved = sizes.map((size, index) =>
      resolveOptions(`memorySizes[${index}]`, size, memorySizeOptions),
    );
    const total = resolved.reduce((sum, {share}) => sum + share, 0);
    if (total > 1 + ROUNDING) {
      throw new ArgumentError('memorySizes', 'sizes whose shares are at most 1 together', total);
    }
    const rows = resolved.map((size) => size.rows);
    if (new Set(rows).size < rows.length)
      throw new ArgumentError('memorySizes', 'sizes with different rows', rows);
    if (rows.length > 0) requireFunction('withRows', withRows);
    for (const [index, size] of rows.entries()) requireTrainable(model, withRows!, size, index);
    return new MemorySizes(model, resolved, withRows);
  }

  /** A copy of the model for each size, which the caller disposes. */
  models(): LayersModel[] {
    return this.sizes.map(({rows}) => this.withRows!(this.model, rows));
  }

  /** The number of rows of a size. */
  rowsOf(index: number): number {
    return this.sizes[index]!.rows;
  }

  /**
   * Draws the size of the memory for the next batch, from a random stream for each batch: it depends on the seed and on the number of
   * sequences alone, and no other stream depends on it.
   *
   * @param sequences of training before the batch
   * @returns the index of the size; undefined for the model's own
   */
  draw(seed: number, sequences: number): number | undefined {
    const begun = this.sizes.some(({after}) => sequences >= after);
    if (!begun) return undefined;
    let left = new RandomStream(seed, `memory size after ${sequences}`).uniform();
    for (const [index, {share, after}] of this.sizes.entries()) {
      if (sequences < after) continue;
      if (left < share) return index;
      left -= share;
    }
    return undefined;
  }
}

/** Throws an `ArgumentError` unless a model with so many rows has the same weights, and another memory. */
function requireTrainable(model: LayersModel, withRows: WithRows, rows: number, index: number): void {
  const copy = copyWith(model, withRows, rows, index);
  try {
    requireInstance('withRows(model, rows)', copy, LayersModel, 'a LayersModel');
    if (JSON.stringify(copy.getConfig()) === JSON.stringify(model.getConfig())) {
      throw new ArgumentError(`memorySizes[${index}].rows`, "other than the model's own", rows);
    }
    for (const [weight, {shape, originalName}] of model.weights.entries()) {
      const other = copy.weights[weight]?.shape ?? [];
      if (tf.util.arraysEqual(shape as number[], other as number[])) continue;
      const reason = `its weight ${originalName} is learned for a fixed number of rows: [${shape}], not [${other}]`;
      throw new ArgumentError('memorySizes', `none for this model (${reason})`, [{rows}]);
    }
  } finally {
    copy?.dispose?.();
  }
}

function copyWith(model: LayersModel, withRows: WithRows, rows: number, index: number): LayersModel {
  try {
    return withRows(model, rows);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    if (error.argument === 'rows') {
      throw new ArgumentError(`memorySizes[${index}].rows`, error.expected, error.actual);
    }
    throw new ArgumentError('memorySizes', `none for this model (${error.message})`, [{rows}]);
  }
}
