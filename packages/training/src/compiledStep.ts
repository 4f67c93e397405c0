import {LayerTrainer, NonFiniteGradient, type UpdateRule} from '@ntmjs/compile';
import type {Episodes} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, RNN} from '@tensorflow/tfjs-layers';
import type {ClipArgs} from './clipping.js';
import {sequenceCrossEntropyGradient} from './loss.js';
import {NonFiniteError} from './nonFinite.js';
import {GravesRmsProp} from './optimizers/gravesRmsProp.js';
import type {TrainingStep} from './trainingStep.js';

/** Why a model cannot be trained without tfjs between two steps; nothing if it can. */
export function reasonNotToCompile(model: LayersModel, optimizer: tf.Optimizer): string | undefined {
  const layers = model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
  const [layer] = layers;
  if (layers.length !== 1 || !(layer instanceof RNN)) return 'the model is not one recurrent layer';
  if (!layer.returnSequences || layer.returnState)
    return 'the layer does not return a sequence and nothing else';
  if (layer.stateful || layer.goBackwards) return 'the layer is stateful or goes backwards';
  if (layer.trainableWeights.length < layer.weights.length) return 'not all of its weights are trained';
  if (model.calculateLosses().length > 0) return 'the layer has regularizers';
  if (updateRule(optimizer) === undefined) return `the optimizer ${optimizer.getClassName()} is not compiled`;
  return undefined;
}

/** The optimiser as the compiler knows it, if it does. */
function updateRule(optimizer: tf.Optimizer): UpdateRule | undefined {
  // By name: tfjs takes every optimizer for an instance of every other.
  const config = optimizer.getConfig() as Record<string, number>;
  switch (optimizer.getClassName()) {
    case GravesRmsProp.className:
      return {
        type: 'gravesRmsProp',
        decay: config.decay!,
        momentum: config.momentum!,
        epsilon: config.epsilon!,
      };
    case tf.AdamOptimizer.className:
      return {type: 'adam', beta1: config.beta1!, beta2: config.beta2!, epsilon: config.epsilon!};
    default:
      return undefined;
  }
}

/** Training steps of a model that is one recurrent layer, compiled as a whole. */
export class CompiledStep implements TrainingStep {
  readonly engine = 'compiled';
  private constructor(
    private readonly layer: RNN,
    private readonly optimizer: tf.Optimizer,
    private readonly trainer: LayerTrainer,
  ) {}

  /** Takes over the weights and the optimiser's state as they are. */
  static async create(
    model: LayersModel,
    optimizer: tf.Optimizer,
    clip: ClipArgs,
    threads: number,
  ): Promise<CompiledStep> {
    const layer = model.layers.find((candidate) => candidate instanceof RNN) as RNN;
    const trainer = new LayerTrainer(layer, updateRule(optimizer)!, clip, {threads});
    await trainer.ready();
    const step = new CompiledStep(layer, optimizer, trainer);
    const [iterations, ...slots] = await optimizer.getWeights();
    iterations?.tensor.dispose();
    const values = slots.map(({tensor}) => tensor.dataSync());
    const weights = layer.trainableWeights.map((weight) => weight.read().dataSync());
    trainer.load(weights, step.bySlot(values, weights.length), optimizer.iterations);
    return step;
  }

  async run(episodes: Episodes): Promise<Float32Array> {
    const {batch, steps, inputs} = episodes;
    const lossGradient = sequenceCrossEntropyGradient(episodes);
    try {
      return this.trainer.step({batch, steps, inputs}, lossGradient, this.learningRate);
    } catch (error) {
      if (!(error instanceof NonFiniteGradient)) throw error;
      const {originalName} = this.layer.trainableWeights[error.weight]!;
      throw new NonFiniteError(`the gradient of ${originalName}`, error.value);
    }
  }

  async sync(): Promise<void> {
    const variables = this.layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const weights = this.trainer.weights();
    const shaped = (values: Float32Array, index: number) => tf.tensor(values, variables[index]!.shape);
    for (const [index, variable] of variables.entries()) {
      tf.tidy(() => variable.assign(shaped(weights[index]!, index)));
    }
    const slots = this.byOptimizer(this.trainer.slots(), variables.length);
    const iterations = tf.scalar(this.trainer.iterations, 'int32');
    const tensors = slots.map(([values, index]) => shaped(values, index));
    const named = [iterations, ...tensors].map((tensor, index) => ({name: `slot_${index}`, tensor}));
    await this.optimizer.setWeights(named);
    tf.dispose([iterations, ...tensors]);
  }

  dispose(): void {
    this.trainer.dispose();
  }

  private get learningRate(): number {
    return (this.optimizer as unknown as {learningRate: number}).learningRate;
  }

  private get listsByVariable(): boolean {
    return this.optimizer.getClassName() === GravesRmsProp.className;
  }

  /** Graves' RMSProp lists its values variable by variable, tfjs' Adam and the compiler slot by slot. */
  private bySlot<T>(values: readonly T[], variables: number): T[] {
    if (!this.listsByVariable) return [...values];
    const slots = values.length / variables;
    return Array.from({length: values.length}, (_, place) => {
      const [slot, variable] = [Math.floor(place / variables), place % variables];
      return values[variable * slots + slot]!;
    });
  }

  /** The inverse of `bySlot`; each with the index of its variable. */
  private byOptimizer(values: readonly Float32Array[], variables: number): [Float32Array, number][] {
    const slots = values.length / variables;
    return Array.from({length: values.length}, (_, place): [Float32Array, number] => {
      if (!this.listsByVariable) return [values[place]!, place % variables];
      const [variable, slot] = [Math.floor(place / slots), place % slots];
      return [values[slot * variables + variable]!, variable];
    });
  }
}
