import {ArgumentError, requireKeys, requireNumber} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';

export interface GravesRmsPropArgs {
  /** Above 0; the paper uses 1e-4 and 3e-5. */
  readonly learningRate: number;
  /** How much of the running means is kept a step, in [0, 1); 0.95 unless said otherwise. */
  readonly decay?: number | undefined;
  /** How much of the last update is kept, in [0, 1); 0.9 unless said otherwise. */
  readonly momentum?: number | undefined;
  /** What keeps the root away from zero, above 0; 1e-4 unless said otherwise. */
  readonly epsilon?: number | undefined;
}

/** A tensor with a name, as tfjs' optimisers write their state down. */
type NamedTensor = Awaited<ReturnType<tf.Optimizer['getWeights']>>[number];

/** The running values of one variable. */
interface Slots {
  readonly meanSquare: tf.Variable;
  readonly mean: tf.Variable;
  readonly update: tf.Variable;
}

/**
 * RMSProp as Graves uses it: centred, with momentum, and with its ε inside the root.
 *
 *     n ← ρ n + (1 − ρ) g²        ḡ ← ρ ḡ + (1 − ρ) g
 *     Δ ← μ Δ − η g / √(n − ḡ² + ε)        θ ← θ + Δ
 *
 * tfjs' own centred RMSProp subtracts the ε along with ḡ² and so takes the root of a negative number on its first step.
 *
 * @see Graves 2013, Generating Sequences With Recurrent Neural Networks (arXiv:1308.0850), equations 38–41
 */
export class GravesRmsProp extends tf.Optimizer {
  static get className(): string {
    return 'GravesRmsProp';
  }

  learningRate: number;
  readonly decay: number;
  readonly momentum: number;
  readonly epsilon: number;
  private slots: Slots[] = [];

  /** @throws ArgumentError if an argument is unknown or out of its range */
  constructor(args: GravesRmsPropArgs) {
    super();
    requireKeys('GravesRmsProp', args, ['learningRate', 'decay', 'momentum', 'epsilon']);
    this.learningRate = requireNumber('learningRate', args.learningRate, {above: 0});
    this.decay = requireNumber('decay', args.decay ?? 0.95, {min: 0, below: 1});
    this.momentum = requireNumber('momentum', args.momentum ?? 0.9, {min: 0, below: 1});
    this.epsilon = requireNumber('epsilon', args.epsilon ?? 1e-4, {above: 0});
  }

  /**
   * Updates the variables; one whose gradient is missing stays as it is.
   *
   * @param variableGradients a gradient for each variable, by the variable's name; always in the same order
   * @throws Error if there is no variable of a name, or a variable has another shape than the one in its place had before
   */
  override applyGradients(variableGradients: tf.NamedTensorMap | NamedTensor[]): void {
    const gradients = Array.isArray(variableGradients)
      ? variableGradients.map(({name, tensor}) => [name, tensor] as const)
      : Object.entries(variableGradients);
    for (const [index, [name, gradient]] of gradients.entries()) {
      const variable = tf.engine().registeredVariables[name];
      if (variable === undefined) throw new Error(`no variable is named "${name}"`);
      this.slots[index] ??= createSlots(variable.shape);
      const slots = this.slots[index];
      requireSameShape(variable, slots.mean);
      if (gradient) tf.tidy(() => this.apply(variable, gradient, slots));
    }
    this.incrementIterations();
  }

  private apply(variable: tf.Variable, gradient: tf.Tensor, {meanSquare, mean, update}: Slots): void {
    const {decay, momentum, epsilon, learningRate} = this;
    meanSquare.assign(tf.add(tf.mul(meanSquare, decay), tf.mul(tf.square(gradient), 1 - decay)));
    mean.assign(tf.add(tf.mul(mean, decay), tf.mul(gradient, 1 - decay)));
    const root = tf.sqrt(tf.add(tf.sub(meanSquare, tf.square(mean)), epsilon));
    update.assign(tf.sub(tf.mul(update, momentum), tf.mul(tf.div(gradient, root), learningRate)));
    variable.assign(tf.add(variable, update));
  }

  override dispose(): void {
    super.dispose();
    tf.dispose(this.slots as never);
    this.slots = [];
  }

  /** The iterations, then n, ḡ and Δ of each variable. */
  override async getWeights(): Promise<NamedTensor[]> {
    const slots = this.slots.flatMap((slot, index) =>
      Object.entries(slot).map(([name, variable]) => ({
        name: `${name}_${index}`,
        tensor: variable as tf.Variable,
      })),
    );
    return [await this.saveIterations(), ...slots];
  }

  /**
   * Takes over what `getWeights` returned, of this optimizer or of another for variables of the same shapes.
   *
   * @throws ArgumentError if these are not the iterations and three tensors a variable
   */
  override async setWeights(weightValues: NamedTensor[]): Promise<void> {
    if (weightValues.length % 3 !== 1) {
      const expected = '1 for the iterations and 3 for each variable';
      throw new ArgumentError('weightValues.length', expected, weightValues.length);
    }
    const values = await this.extractIterations(weightValues);
    tf.dispose(this.slots as never);
    const slot = (index: number) => tf.variable(values[index]!.tensor, false);
    this.slots = Array.from({length: values.length / 3}, (_, index) => ({
      meanSquare: slot(3 * index),
      mean: slot(3 * index + 1),
      update: slot(3 * index + 2),
    }));
  }

  override getConfig(): tf.serialization.ConfigDict {
    const {learningRate, decay, momentum, epsilon} = this;
    return {learningRate, decay, momentum, epsilon};
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    // tfjs may add to a configuration what is none of it.
    const {learningRate, decay, momentum, epsilon} = config;
    return new cls({learningRate, decay, momentum, epsilon});
  }
}
tf.serialization.registerClass(GravesRmsProp);

function createSlots(shape: number[]): Slots {
  const zeros = () => tf.tidy(() => tf.variable(tf.zeros(shape), false));
  return {meanSquare: zeros(), mean: zeros(), update: zeros()};
}

function requireSameShape(variable: tf.Variable, slot: tf.Variable): void {
  if (tf.util.arraysEqual(variable.shape, slot.shape)) return;
  throw new Error(
    `the running values for "${variable.name}" must have its shape [${variable.shape}], not [${slot.shape}]: ` +
      'gradients must come in the same order at every step',
  );
}
