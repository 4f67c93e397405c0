import {ArgumentError, requireKeys} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {layers, type RNNLayerArgs, type Shape} from '@tensorflow/tfjs-layers';
import {MemoryAugmentedCell} from './cell.js';
import {deserialize, type SerializedObject, serialize} from './serialization.js';

/** What a layer of this package takes besides its cell: what `tf.layers.rnn` takes. */
export type RecurrentArgs = Omit<RNNLayerArgs, 'cell' | 'unroll'>;

export interface MemoryAugmentedRNNArgs extends RecurrentArgs {
  /** A cell that does not start from zeros: the layer starts it from its initial state. */
  readonly cell: MemoryAugmentedCell;
}

/**
 * A memory-augmented network as a layer: `[batch, time, inputs]` to `[batch, time, units]`, or to the last step's
 * `[batch, units]` without `returnSequences`. Everything that `tf.layers.rnn` offers is there.
 */
export class MemoryAugmentedRNN extends layers.RNN {
  static override readonly className = 'MemoryAugmentedRNN';
  declare readonly cell: MemoryAugmentedCell;

  /** @throws ArgumentError if the cell is not a `MemoryAugmentedCell` with `startsFromZeros: false` */
  constructor(args: MemoryAugmentedRNNArgs) {
    if (!(args.cell instanceof MemoryAugmentedCell) || args.cell.startsFromZeros) {
      throw new ArgumentError('cell', 'a MemoryAugmentedCell with startsFromZeros: false', args.cell);
    }
    super(args);
  }

  override build(inputShape: Shape | Shape[]): void {
    super.build(inputShape);
    this.built = true;
  }

  override getInitialState(inputs: tf.Tensor): tf.Tensor[] {
    return this.cell.initialState(inputs.shape[0]!);
  }

  /** Sets the state of a stateful layer: to the states given, or to the initial state. */
  override resetStates(states?: tf.Tensor | tf.Tensor[], training?: boolean): void {
    super.resetStates(states, training);
    if (states !== undefined && states !== null) return;
    const batch = this.inputSpec[0]!.shape![0] as number;
    const initial = this.cell.initialState(batch);
    super.resetStates(initial);
    tf.dispose(initial);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const own = super.getConfig();
    const cell = serialize(this.cell);
    // tfjs mixes the cell's options into those of the layer.
    for (const option of Object.keys(cell.config)) if (!KEPT_OPTIONS.includes(option)) delete own[option];
    return {...own, cell: {...cell}};
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
    customObjects?: tf.serialization.ConfigDict,
  ): T {
    const cell = deserialize('cell', config.cell as unknown as SerializedObject, customObjects);
    return new cls({...config, cell} as never);
  }
}
tf.serialization.registerClass(MemoryAugmentedRNN);

/** Options that a cell and a layer both have: the layer's are its own. */
const KEPT_OPTIONS = ['name', 'trainable', 'batchInputShape', 'dtype'];

/** The names of the options that every layer of this package takes. */
const recurrentOptions = [
  'returnSequences',
  'returnState',
  'goBackwards',
  'stateful',
  'inputDim',
  'inputLength',
  'inputShape',
  'batchInputShape',
  'batchSize',
  'dtype',
  'name',
  'trainable',
  'weights',
] as const;

/** Cuts a layer's arguments into those of the recurrent layer and the rest. */
export function splitRecurrentArgs<A extends RecurrentArgs>(args: A) {
  const recurrent: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const [option, value] of Object.entries(args)) {
    ((recurrentOptions as readonly string[]).includes(option) ? recurrent : rest)[option] = value;
  }
  return {recurrent: recurrent as RecurrentArgs, rest: rest as Omit<A, keyof RecurrentArgs>};
}

/** Checks that a layer's arguments hold no option but its own and those of every recurrent layer. */
export function requireLayerOptions(layer: string, args: object, options: readonly string[]): void {
  requireKeys(layer, args, [...options, ...recurrentOptions]);
}
