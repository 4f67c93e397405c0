import {
  ArgumentError,
  requireElements,
  requireInstance,
  requireSameCopy,
  requireSameEngine,
  requireShape,
} from '@ntmjs/arguments';
import {withInnerCells} from '@ntmjs/controllers';
import * as tf from '@tensorflow/tfjs-core';
import {layers, type Shape, SymbolicTensor} from '@tensorflow/tfjs-layers';
import {InitialStateCell} from './initialStateCell.js';
import {type RecurrentArgs, requireLayerOptions} from './recurrentArgs.js';
import {deserialize, type SerializedObject, serialize} from './serialization.js';

export interface InitialStateRNNArgs extends RecurrentArgs {
  /** A cell with `startsFromZeros: false`: the layer starts it from its initial state. */
  readonly cell: InitialStateCell;
}

/**
 * A recurrent layer whose cell has an initial state of its own: `[batch, time, inputs]` to `[batch, time, units]` with
 * `returnSequences`, else to the last step's `[batch, units]`. It supports all that `tf.layers.rnn` does.
 */
export class InitialStateRNN extends layers.RNN {
  static override readonly className: string = 'InitialStateRNN';
  declare readonly cell: InitialStateCell;

  /** @throws ArgumentError if an option is unknown, or `cell` is not an `InitialStateCell` with `startsFromZeros: false` */
  constructor(args: InitialStateRNNArgs) {
    requireLayerOptions(new.target.className, args, ['cell', 'unroll']);
    requireInstance('cell', args.cell, InitialStateCell, 'a cell with an initial state of its own');
    if (args.cell.startsFromZeros) {
      throw new ArgumentError('cell.startsFromZeros', 'false: the layer starts the cell', true);
    }
    super(args);
  }

  /**
   * Applies the layer, as every layer of tfjs.
   *
   * @throws ArgumentError if the inputs or initial states are of another copy of tfjs: its models call this first
   */
  override apply(
    inputs: tf.Tensor | tf.Tensor[] | SymbolicTensor | SymbolicTensor[],
    kwargs?: Record<string, unknown>,
  ): tf.Tensor | tf.Tensor[] | SymbolicTensor | SymbolicTensor[] {
    for (const [argument, tensors] of Object.entries({inputs, initialState: kwargs?.initialState})) {
      for (const tensor of [tensors].flat()) {
        requireSameCopy(argument, tensor, 'symbolicTensor', SymbolicTensor);
        requireSameEngine(argument, tensor);
      }
    }
    return super.apply(inputs, kwargs);
  }

  /**
   * @param inputShape `[batch, time, inputs]`, and the shapes of any initial states
   * @throws ArgumentError if an initial state has the wrong width
   */
  override build(inputShape: Shape | Shape[]): void {
    for (const [index, {shape}] of (this.stateSpec ?? []).entries()) {
      const size = this.cell.stateSize[index];
      const state = {shape: shape as number[]};
      if (size !== undefined) requireShape(`initialState[${index}]`, state, [null, size], '[batch, size]');
    }
    super.build(inputShape);
    this.built = true;
  }

  /**
   * Runs the cell over the sequence. Dropout masks last for one sequence: the next draws new ones.
   *
   * @throws ArgumentError if there is no sequence or no step, or an initial state is not `[batch, size]`
   */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor | tf.Tensor[] {
    const [batch] = requireElements('inputs', [inputs].flat()[0]!, '[batch, time, inputs]').shape as [number];
    const states = (kwargs?.initialState ?? []) as tf.Tensor[];
    for (const [index, state] of states.entries()) {
      const size = this.cell.stateSize[index];
      if (size !== undefined) requireShape(`initialState[${index}]`, state, [batch, size], '[batch, size]');
    }
    const outputs = super.call(inputs, kwargs);
    for (const cell of withInnerCells(this.cell)) forgetDropoutMasks(cell);
    return outputs;
  }

  /** The regularization losses of the cell and its inner cells. */
  override get losses(): (() => tf.Scalar)[] {
    return withInnerCells(this.cell).flatMap(({losses}) => losses);
  }

  override getInitialState(inputs: tf.Tensor): tf.Tensor[] {
    return this.cell.initialState(inputs.shape[0]!);
  }

  /** Sets the state of a stateful layer, by default to the initial state. */
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
    // tfjs merges the cell's options into the layer's.
    for (const option of Object.keys(cell.config)) if (!KEPT_OPTIONS.includes(option)) delete own[option];
    return {...own, cell: {...cell}};
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
    customObjects?: tf.serialization.ConfigDict,
  ): T {
    const cell = deserialize('cell', config.cell as unknown as SerializedObject, customObjects);
    // tfjs adds `customObjects` to every configuration that it reads.
    const {customObjects: _, ...options} = config;
    return new cls({...options, cell} as never);
  }
}
tf.serialization.registerClass(InitialStateRNN);

/** Disposes the dropout masks that tfjs' cells draw at the start of a sequence and keep. */
function forgetDropoutMasks(cell: layers.RNNCell): void {
  for (const kind of ['dropoutMask', 'recurrentDropoutMask'] as const) {
    tf.dispose(cell[kind] ?? []);
    cell[kind] = null as never;
  }
}

/** Options that both the cell and the layer have. */
const KEPT_OPTIONS = ['name', 'trainable', 'batchInputShape', 'dtype'];
