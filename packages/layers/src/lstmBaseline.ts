import {requireInteger, requirePositiveInteger} from '@ntmjs/arguments';
import {
  applyDense,
  type Dense,
  lstmStep,
  requireCellArgs,
  requireLayers,
  weightOptionNames,
  writeForgetBias,
} from '@ntmjs/controllers';
import * as tf from '@tensorflow/tfjs-core';
import {initializers, type LayerVariable, type Shape} from '@tensorflow/tfjs-layers';
import {InitialStateCell, type InitialStateCellArgs} from './initialStateCell.js';
import {InitialStateRNN} from './initialStateRNN.js';
import {type RecurrentArgs, requireLayerOptions, splitLayerArgs} from './recurrentArgs.js';
import {requireWeights} from './sizeLimits.js';

export interface LstmBaselineCellArgs extends InitialStateCellArgs {
  /** The width of the output. */
  readonly units: number;
  /** H, the units of each LSTM layer. */
  readonly hiddenUnits: number;
  /** The number of LSTM layers, at most 256. Defaults to 3. */
  readonly layers?: number | undefined;
  /** Seed of the initial weights. Defaults to a random one. */
  readonly seed?: number | undefined;
}

const ownOptions = ['units', 'hiddenUnits', 'layers', 'seed'];

/** The weights of one LSTM layer. */
interface LstmLayer {
  /** The map to the gates i, f, g and o, concatenated. */
  readonly gates: Dense;
  /** h before the first step, `[H]` */
  readonly hidden: LayerVariable;
  /** c before the first step, `[H]` */
  readonly cell: LayerVariable;
}

/**
 * The LSTM baseline of the Neural Turing Machine paper as a tfjs RNN cell: stacked LSTM layers with skip connections from the
 * input to each layer and from each layer to the output. For layer k, without h⁰:
 *
 *     [i ; f ; g ; o] = [x_t ; hᵏ⁻¹_t ; hᵏ_{t−1}] Wᵏ + bᵏ
 *     cᵏ_t = σ(f) cᵏ_{t−1} + σ(i) tanh(g)
 *     hᵏ_t = σ(o) tanh(cᵏ_t)
 *     y_t = [h¹_t ; … ; hᴸ_t] W_y + b_y
 *
 * There are no peepholes. Kernels are initialized glorot-uniform, biases to 0, the forget gate's to 1. Each layer learns its
 * initial h and c, which are initialized to 0.
 *
 * The states are `[output, h¹, c¹, …, hᴸ, cᴸ]`, and the flag of `InitialStateCell`.
 *
 * @see Graves et al. 2014, section 4.6 and table 3
 */
export class LstmBaselineCell extends InitialStateCell {
  static readonly className = 'LstmBaselineCell';
  readonly units: number;
  readonly hiddenUnits: number;
  readonly layers: number;
  readonly seed: number | undefined;
  readonly stateSize: number[];
  private stack: readonly LstmLayer[] = [];
  private outputMap!: Dense;

  /** @throws ArgumentError if an argument is out of its range */
  constructor(args: LstmBaselineCellArgs) {
    super(requireCellArgs('LstmBaselineCell', args, [...ownOptions, 'startsFromZeros']));
    this.units = requirePositiveInteger('units', args.units);
    this.hiddenUnits = requirePositiveInteger('hiddenUnits', args.hiddenUnits);
    this.layers = requireLayers('layers', args.layers ?? 3);
    this.seed = args.seed ?? undefined;
    if (this.seed !== undefined) requireInteger('seed', this.seed);
    const sizes = Array.from({length: 2 * this.layers}, () => this.hiddenUnits);
    this.stateSize = [this.units, ...sizes, ...this.flagSize];
  }

  /**
   * @param inputShape `[batch, inputs]`
   * @throws ArgumentError if the weights do not fit the memory
   */
  override build(inputShape: Shape | Shape[]): void {
    const inputs = (inputShape as Shape).at(-1) as number;
    const {units, hiddenUnits, layers, seed} = this;
    requireWeights({units, hiddenUnits, layers}, (sizes) => {
      const {units, hiddenUnits, layers} = sizes;
      const gates = 4 * hiddenUnits * (layers * (inputs + hiddenUnits + 1) + (layers - 1) * hiddenUnits);
      return gates + 2 * layers * hiddenUnits + (layers * hiddenUnits + 1) * units;
    });
    const addInitial = (name: string) => this.addWeight(name, [hiddenUnits], 'float32', initializers.zeros());
    const seedOf = (index: number) => (seed === undefined ? undefined : seed + index);
    this.stack = Array.from({length: layers}, (_, index) => {
      const width = inputs + (index === 0 ? 0 : hiddenUnits) + hiddenUnits;
      const gates = this.addDense(`lstm${index}_`, [width, 4 * hiddenUnits], seedOf(index));
      writeForgetBias(gates, hiddenUnits);
      return {
        gates,
        hidden: addInitial(`lstm${index}_initial_hidden`),
        cell: addInitial(`lstm${index}_initial_cell`),
      };
    });
    this.outputMap = this.addDense('output_', [layers * hiddenUnits, units], seedOf(layers));
    this.built = true;
  }

  /**
   * One step in time.
   *
   * @param inputs `[x, ...states]`: the input `[batch, inputs]` and a state for each of `stateSize`
   * @returns `[y, ...states]`: the output `[batch, units]` and the new states
   */
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    return tf.tidy(() => {
      const [input, ...flagged] = inputs as [tf.Tensor2D, ...tf.Tensor2D[]];
      const [, ...states] = this.withoutFlag(flagged) as tf.Tensor2D[];
      const next: tf.Tensor2D[] = [];
      const outputs: tf.Tensor2D[] = [];
      for (const [index, {gates}] of this.stack.entries()) {
        const [hidden, cell] = states.slice(2 * index) as [tf.Tensor2D, tf.Tensor2D];
        const below = outputs.slice(-1);
        const step = lstmStep(applyDense(gates, tf.concat([input, ...below, hidden], 1)), cell);
        next.push(...step);
        outputs.push(step[0]);
      }
      const output = applyDense(this.outputMap, tf.concat(outputs, 1));
      return [output, ...this.withFlag([output, ...next])];
    });
  }

  override initialState(batch: number): tf.Tensor[] {
    requirePositiveInteger('batch', batch);
    return tf.tidy(() => {
      const learned = this.stack.flatMap(({hidden, cell}) => [hidden, cell]);
      const states = learned.map((weight) => tf.tile(tf.reshape(weight.read(), [1, -1]), [batch, 1]));
      return this.withFlag([tf.zeros([batch, this.units]), ...states]);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const {units, hiddenUnits, layers, seed = null} = this;
    return {...super.getConfig(), units, hiddenUnits, layers, seed};
  }
}
tf.serialization.registerClass(LstmBaselineCell);

/** The arguments of `lstmBaseline`. */
export type LstmBaselineArgs = Omit<LstmBaselineCellArgs, 'startsFromZeros'> & RecurrentArgs;

/**
 * The LSTM baseline of the Neural Turing Machine paper as a layer: `[batch, time, inputs]` to `[batch, time, units]` with
 * `returnSequences`, else `[batch, units]`. The output is linear: add an activation, or use a loss that takes logits.
 * `LstmBaselineCell` has the equations.
 *
 * @throws ArgumentError if an argument is unknown, missing or out of its range
 * @see Graves et al. 2014, section 4.6 and table 3
 */
export function lstmBaseline(args: LstmBaselineArgs): InitialStateRNN {
  requireLayerOptions('lstmBaseline', args, [...ownOptions, ...weightOptionNames]);
  const {recurrent, weights, rest} = splitLayerArgs(args);
  return new InitialStateRNN({
    ...recurrent,
    cell: new LstmBaselineCell({...weights, ...rest, startsFromZeros: false}),
  });
}
