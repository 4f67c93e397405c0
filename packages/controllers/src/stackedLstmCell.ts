import {requireInteger, requirePositiveInteger} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import type {Shape} from '@tensorflow/tfjs-layers';
import {applyDense, type Dense} from './dense.js';
import {requireLayers} from './depth.js';
import {lstmStep, writeForgetBias} from './lstmStep.js';
import {requireCellArgs, WeightedCell, type WeightedCellArgs} from './weightedCell.js';

export interface StackedLstmCellArgs extends WeightedCellArgs {
  /** Units of each layer. */
  readonly units: number;
  /** The number of layers, at most 256. */
  readonly layers: number;
  /** Seed of the initial weights. Defaults to a random one. */
  readonly seed?: number | undefined;
}

/**
 * Stacked LSTM layers with skip connections from the input to each layer. For layer k, without h⁰:
 *
 *     [i ; f ; g ; o] = [x_t ; hᵏ⁻¹_t ; hᵏ_{t−1}] Wᵏ + bᵏ
 *
 * followed by `lstmStep`. The output is that of the top layer. Kernels are initialized glorot-uniform, biases to 0, unless options
 * override it; the bias of the forget gate is initialized to 1.
 *
 * The skip connections make deep controllers learn about twice as fast, and agree with the parameter count that the paper gives for
 * its controller of two layers.
 *
 * The states are h and c of each layer, from the top layer down, since tfjs expects the output first.
 *
 * @see Graves 2013, Generating Sequences With Recurrent Neural Networks (arXiv:1308.0850), section 2
 */
export class StackedLstmCell extends WeightedCell {
  static readonly className = 'StackedLstmCell';
  readonly units: number;
  readonly layers: number;
  readonly seed: number | undefined;
  readonly stateSize: number[];
  private gates: readonly Dense[] = [];

  /** @throws ArgumentError if an argument is out of its range */
  constructor(args: StackedLstmCellArgs) {
    super(requireCellArgs('StackedLstmCell', args, ['units', 'layers', 'seed']));
    this.units = requirePositiveInteger('units', args.units);
    this.layers = requireLayers('layers', args.layers);
    this.seed = args.seed ?? undefined;
    if (this.seed !== undefined) requireInteger('seed', this.seed);
    this.stateSize = Array.from({length: 2 * this.layers}, () => this.units);
  }

  /** @param inputShape `[batch, inputs]` */
  override build(inputShape: Shape | Shape[]): void {
    const inputs = (inputShape as Shape).at(-1) as number;
    const {units, seed} = this;
    this.gates = Array.from({length: this.layers}, (_, layer) => {
      const width = inputs + (layer === 0 ? 0 : units) + units;
      const gates = this.addDense(
        `lstm${layer}_`,
        [width, 4 * units],
        seed === undefined ? seed : seed + layer,
      );
      writeForgetBias(gates, units);
      return gates;
    });
    this.built = true;
  }

  /**
   * One step in time.
   *
   * @param inputs `[x, ...states]`: the input `[batch, inputs]` and a state for each of `stateSize`
   * @returns `[h, ...states]`: the top layer's output `[batch, units]` and the new states
   */
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    return tf.tidy(() => {
      const [input, ...states] = inputs as [tf.Tensor2D, ...tf.Tensor2D[]];
      const next: [tf.Tensor2D, tf.Tensor2D][] = [];
      for (const [layer, gates] of this.gates.entries()) {
        const offset = 2 * (this.layers - 1 - layer);
        const [hidden, cell] = states.slice(offset) as [tf.Tensor2D, tf.Tensor2D];
        const below = next.slice(-1).map(([output]) => output);
        next.push(lstmStep(applyDense(gates, tf.concat([input, ...below, hidden], 1)), cell));
      }
      const [output] = next.at(-1)!;
      return [output, ...next.reverse().flat()];
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const {units, layers, seed = null} = this;
    return {...super.getConfig(), units, layers, seed};
  }
}
tf.serialization.registerClass(StackedLstmCell);
