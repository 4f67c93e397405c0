import {requireInteger, requireNumber, requirePositiveInteger} from '@ntmjs/arguments';
import {
  applyDense,
  type ControllerArgs,
  countWeights,
  createController,
  type Dense,
  requireCellArgs,
} from '@ntmjs/controllers';
import * as tf from '@tensorflow/tfjs-core';
import {initializers, type LayerVariable, type layers, type Shape} from '@tensorflow/tfjs-layers';
import type {MemoryAccess, TensorRecord} from './access.js';
import {initialStateOf, requireAccess, stepOf} from './accessChecks.js';
import {type FirstState, type FirstStateArgs, firstStateNames, resolveFirstStates} from './firstStates.js';
import {InitialStateCell, type InitialStateCellArgs} from './initialStateCell.js';
import {clipReadGradient} from './readClip.js';
import {deserialize, type SerializedObject, serialize} from './serialization.js';
import {requireWeights} from './sizeLimits.js';

export interface MemoryAugmentedCellArgs extends InitialStateCellArgs, FirstStateArgs {
  /** The width of the output. */
  readonly units: number;
  /** The controller: a `{type, units, …}` config, or any tfjs `RNNCell`. */
  readonly controller: ControllerArgs | layers.RNNCell;
  /** The memory and how it is read and written. */
  readonly access: MemoryAccess;
  /** Bounds the elements of the controller's output and of the cell's to [−outputClip, outputClip]. Defaults to no bound. */
  readonly outputClip?: number | undefined;
  /**
   * γ, above 0: scales a learned gain, initially 0, on the reads that the controller sees. By default it sees them unchanged.
   */
  readonly readGain?: number | undefined;
  /** Bounds the norm of the gradient that flows from the controller back into the reads of the step before. Defaults to no bound. */
  readonly readClip?: number | undefined;
  /** Seed of the initial weights. Defaults to a random one. */
  readonly seed?: number | undefined;
}

const cellOptions = [
  'units',
  'controller',
  'access',
  'outputClip',
  'readGain',
  'readClip',
  ...firstStateNames,
  'seed',
  'startsFromZeros',
];

/** A cell's state with its tensors by name. */
export interface CellState {
  /** y of the last step, `[batch, units]` */
  readonly output: tf.Tensor2D;
  /** the state of the controller, `[batch, size]` each */
  readonly controller: readonly tf.Tensor2D[];
  /** the reads of the last step, concatenated, `[batch, readSize]` */
  readonly reads: tf.Tensor2D;
  /** the state of the access, `[batch, ...shape]` each */
  readonly access: TensorRecord;
}

/**
 * A controller coupled to a memory, as a tfjs RNN cell.
 *
 *     h_t = controller([x_t ; reads_{t−1}])
 *     reads_t = access.step(h_t W_e + b_e)
 *     y_t = [h_t ; reads_t] W_y + b_y
 *
 * With `readGain` γ, the controller sees γ g ⊙ reads_{t−1}, where g, `[readSize]`, is learned and initially 0: it starts without
 * reads and learns to use them gradually, the more slowly the smaller γ is. The functions that it can represent are the same.
 *
 * With `readClip` c, the gradient that flows back into reads_{t−1} from the controller has a norm of at most c for each sequence.
 *
 * With `firstReads` and `firstControllerState`, reads_0 and the controller's first state are learned vectors, initially 0: the bias
 * values to which the paper resets a network at the start of an episode.
 *
 * With `outputClip` c, h_t and y_t are clipped to [−c, c]; the controller's own state is not.
 *
 * The weight options apply to W_e, b_e, W_y and b_y; the controller has its own.
 *
 * `memoryLayer` makes a layer of an access directly. Use this cell inside tfjs' own wrappers, such as `tf.layers.rnn` and
 * `tf.layers.stackedRNNCells`.
 *
 * tfjs represents the state as a flat list of `[batch, size]` tensors of which the first is the output; the list is
 * `[output, ...controller state, reads, ...access state]`, and the flag of `InitialStateCell`.
 *
 * @see Graves et al. 2014, section 3 and figure 1
 */
export class MemoryAugmentedCell extends InitialStateCell {
  static readonly className = 'MemoryAugmentedCell';
  readonly units: number;
  readonly controller: layers.RNNCell;
  readonly access: MemoryAccess;
  readonly outputClip: number | undefined;
  readonly readGain: number | undefined;
  readonly readClip: number | undefined;
  readonly firstReads: FirstState;
  readonly firstControllerState: FirstState;
  readonly seed: number | undefined;
  readonly stateSize: number[];
  private interfaceMap!: Dense;
  private outputMap!: Dense;
  private readGains: LayerVariable | undefined;
  private initialReads: LayerVariable | undefined;
  private initialControllerState: readonly LayerVariable[] | undefined;
  private accessWeights: Readonly<Record<string, LayerVariable>> = {};

  /** @throws ArgumentError if an argument is out of its range, or `access` is not a `MemoryAccess` with valid sizes and shapes */
  constructor(args: MemoryAugmentedCellArgs) {
    super(requireCellArgs('MemoryAugmentedCell', args, cellOptions));
    this.units = requirePositiveInteger('units', args.units);
    this.outputClip = args.outputClip ?? undefined;
    if (this.outputClip !== undefined) requireNumber('outputClip', this.outputClip, {above: 0});
    this.readGain = args.readGain ?? undefined;
    if (this.readGain !== undefined) requireNumber('readGain', this.readGain, {above: 0});
    this.readClip = args.readClip ?? undefined;
    if (this.readClip !== undefined) requireNumber('readClip', this.readClip, {above: 0});
    this.seed = args.seed ?? undefined;
    if (this.seed !== undefined) requireInteger('seed', this.seed);
    this.access = requireAccess(args.access);
    this.controller = createController(
      args.controller,
      this.seed === undefined ? undefined : this.seed + 100,
    );
    const {firstReads, firstControllerState} = resolveFirstStates(args, this.controller);
    this.firstReads = firstReads;
    this.firstControllerState = firstControllerState;
    this.stateSize = [
      this.units,
      ...this.controllerStateSize,
      this.access.readSize,
      ...Object.values(this.access.stateShapes).map(
        tf.util.sizeFromShape as (shape: readonly number[]) => number,
      ),
      ...this.flagSize,
    ];
  }

  /**
   * @param inputShape `[batch, inputs]`
   * @throws ArgumentError if the weights do not fit the memory
   */
  override build(inputShape: Shape | Shape[]): void {
    const inputs = (inputShape as Shape).at(-1) as number;
    const hidden = this.controllerStateSize[0]!;
    const {interfaceSize, interfaceBias, readSize, weightSpecs} = this.access;
    this.requireWeights(inputs);
    // tfjs' LSTM cell leaks tensors when it is built.
    tf.tidy(() => this.controller.build([null, inputs + readSize]));
    let seed = this.seed;
    const nextSeed = () => (seed === undefined ? undefined : seed++);
    // The weights of the interface map keep the prefix `emission_`, by which saved models load.
    this.interfaceMap = this.addDense('emission_', [hidden, interfaceSize], nextSeed());
    if (interfaceBias !== undefined) addToBias(this.interfaceMap, interfaceBias);
    this.outputMap = this.addDense('output_', [hidden + readSize, this.units], nextSeed());
    if (this.readGain !== undefined) {
      this.readGains = this.addWeight('read_gains', [readSize], 'float32', initializers.zeros());
    }
    this.accessWeights = Object.fromEntries(
      Object.entries(weightSpecs).map(([name, {shape, deviation, mean = 0}]) => {
        // tfjs takes a standard deviation of 0 for none given.
        const initializer =
          deviation === 0
            ? initializers.constant({value: mean})
            : initializers.randomNormal({mean, stddev: deviation, seed: nextSeed() as number});
        return [name, this.addWeight(name, [...shape], 'float32', initializer)];
      }),
    );
    const addZeros = (name: string, size: number) =>
      this.addWeight(name, [size], 'float32', initializers.zeros());
    if (this.firstReads === 'learned') this.initialReads = addZeros('initial_reads', readSize);
    if (this.firstControllerState === 'learned') {
      this.initialControllerState = this.controllerStateSize.map((size, index) =>
        addZeros(`initial_controller_state_${index}`, size),
      );
    }
    this.built = true;
  }

  private requireWeights(inputs: number): void {
    const {units, controller, access, readGain} = this;
    const {readSize} = access;
    const own = Object.values(access.weightSpecs).map(({shape}) => tf.util.sizeFromShape([...shape]));
    const asWideAsReads = (readGain === undefined ? 0 : 1) + (this.firstReads === 'learned' ? 1 : 0);
    const others = own.reduce((sum, size) => sum + size, asWideAsReads * readSize);
    const hiddenStates = this.firstControllerState === 'learned' ? this.controllerStateSize.length : 0;
    const sizes = {
      units,
      'controller.units': this.controllerStateSize[0]!,
      'access.interfaceSize': access.interfaceSize,
    };
    requireWeights(sizes, ({units, 'controller.units': hidden, 'access.interfaceSize': interfaceSize}) => {
      // Reads and contents are as wide as the interface makes them.
      const share = interfaceSize / access.interfaceSize;
      const maps = (hidden + 1) * interfaceSize + (hidden + share * readSize + 1) * units;
      const states = hiddenStates * hidden;
      return countWeights(controller, inputs + share * readSize, hidden) + maps + share * others + states;
    });
  }

  /**
   * One step in time.
   *
   * @param inputs `[x, ...states]`: the input `[batch, inputs]` and a state for each of `stateSize`
   * @returns `[y, ...states]`: the output `[batch, units]` and the new states
   * @throws ArgumentError if the access' step returns tensors of other shapes than it declares
   */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown> = {}): tf.Tensor[] {
    return tf.tidy(() => {
      const [input, ...states] = inputs as [tf.Tensor2D, ...tf.Tensor2D[]];
      const {controller, reads, access} = this.unpackState(states);
      const controllerInput = tf.concat([input, this.seen(reads)], 1);
      const [unbounded, ...controllerState] = this.controller.call(
        [controllerInput, ...controller],
        kwargs,
      ) as [tf.Tensor2D, ...tf.Tensor2D[]];
      const hidden = this.clipped(unbounded);
      const interfaceVector = applyDense(this.interfaceMap, hidden);
      const step = stepOf(this.access, interfaceVector, access, this.readAccessWeights());
      const output = this.clipped(applyDense(this.outputMap, tf.concat([hidden, step.reads], 1)));
      return [
        output,
        ...this.packState({output, controller: controllerState, reads: step.reads, access: step.state}),
      ];
    });
  }

  /** The reads as the controller sees them. */
  private seen(reads: tf.Tensor2D): tf.Tensor2D {
    const clipped = this.readClip === undefined ? reads : clipReadGradient(reads, this.readClip);
    if (this.readGain === undefined) return clipped;
    return tf.mul(clipped, tf.mul(this.readGain, this.readGains!.read()));
  }

  private clipped(values: tf.Tensor2D): tf.Tensor2D {
    return this.outputClip === undefined ? values : tf.clipByValue(values, -this.outputClip, this.outputClip);
  }

  /** @throws ArgumentError if the batch is no positive integer, or the access returns a state of other shapes than it declares */
  override initialState(batch: number): tf.Tensor[] {
    requirePositiveInteger('batch', batch);
    return tf.tidy(() => {
      const zeros = (size: number) => tf.zeros<tf.Rank.R2>([batch, size]);
      const repeated = (weight: LayerVariable) =>
        tf.tile<tf.Tensor2D>(tf.reshape(weight.read(), [1, -1]), [batch, 1]);
      return this.packState({
        output: zeros(this.units),
        controller: this.initialControllerState?.map(repeated) ?? this.controllerStateSize.map(zeros),
        reads: this.initialReads === undefined ? zeros(this.access.readSize) : repeated(this.initialReads),
        access: this.initialAccessState(batch),
      });
    });
  }

  /** Converts tfjs' flat list of states to tensors by name, in their own shapes. */
  unpackState(states: readonly tf.Tensor[]): CellState {
    const [output, ...rest] = this.withoutFlag(states) as [tf.Tensor2D, ...tf.Tensor2D[]];
    const controller = rest.splice(0, this.controllerStateSize.length);
    const [reads, ...flat] = rest as [tf.Tensor2D, ...tf.Tensor2D[]];
    const batch = output.shape[0];
    const access: Record<string, tf.Tensor> = {};
    for (const [index, [name, shape]] of Object.entries(this.access.stateShapes).entries()) {
      access[name] = reshape(flat[index]!, [batch, ...shape]);
    }
    return {output, controller, reads, access};
  }

  /** The inverse of `unpackState`, after a step. */
  private packState({output, controller, reads, access}: CellState): tf.Tensor[] {
    const batch = output.shape[0];
    const flat = Object.entries(this.access.stateShapes).map(([name, shape]) =>
      reshape(access[name]!, [batch, tf.util.sizeFromShape([...shape])]),
    );
    return this.withFlag([output, ...controller, reads, ...flat]);
  }

  private initialAccessState(batch: number): TensorRecord {
    return initialStateOf(this.access, batch, this.readAccessWeights());
  }

  private readAccessWeights(): TensorRecord {
    const weights = Object.entries(this.accessWeights).map(([name, weight]) => [name, weight.read()]);
    return Object.fromEntries(weights);
  }

  private get controllerStateSize(): number[] {
    const size = this.controller.stateSize;
    return Array.isArray(size) ? size : [size];
  }

  override get innerCells(): readonly layers.RNNCell[] {
    return [this.controller];
  }

  /**
   * The weights of the controller, the interface map, the output map, the read gains and the access, the initial reads and the initial
   * state of the controller, in this order.
   */
  override get trainableWeights(): LayerVariable[] {
    return this.trainable ? [...this.controller.trainableWeights, ...super.trainableWeights] : [];
  }

  override get nonTrainableWeights(): LayerVariable[] {
    const own = super.nonTrainableWeights;
    return [...(this.trainable ? this.controller.nonTrainableWeights : this.controller.weights), ...own];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      units: this.units,
      controller: {...serialize(this.controller)},
      access: {...serialize(this.access)},
      ...(this.outputClip !== undefined && {outputClip: this.outputClip}),
      ...(this.readGain !== undefined && {readGain: this.readGain}),
      ...(this.readClip !== undefined && {readClip: this.readClip}),
      ...(this.firstReads === 'learned' && {firstReads: this.firstReads}),
      ...(this.firstControllerState === 'learned' && {firstControllerState: this.firstControllerState}),
      seed: this.seed ?? null,
    };
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
    customObjects?: tf.serialization.ConfigDict,
  ): T {
    const part = <P extends tf.serialization.Serializable>(role: string) =>
      deserialize<P>(role, config[role] as unknown as SerializedObject, customObjects);
    const parts = {controller: part<layers.RNNCell>('controller'), access: part<MemoryAccess>('access')};
    // Models saved by older versions have `clip` for `outputClip`.
    const {clip, ...current} = config;
    return new cls({outputClip: clip, ...current, ...parts} as never);
  }
}
tf.serialization.registerClass(MemoryAugmentedCell);

/** Adds values, one for each output, to the bias of a map. */
function addToBias({bias}: Dense, values: readonly number[]): void {
  tf.tidy(() => {
    bias.write(tf.add(bias.read(), tf.tensor1d([...values])));
  });
}

/** Reshapes unless the shape is the same already. */
function reshape(tensor: tf.Tensor, shape: number[]): tf.Tensor {
  return tf.util.arraysEqual(tensor.shape, shape) ? tensor : tf.reshape(tensor, shape);
}
