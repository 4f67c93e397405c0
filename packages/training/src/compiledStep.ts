import {
  LayerTrainer,
  NonFiniteGradient,
  NonFiniteOutput,
  type StepArgs,
  type TrainerArgs,
} from '@ntmjs/compile';
import {type Episodes, requireEpisodes} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel, RNN} from '@tensorflow/tfjs-layers';
import type {ClipArgs} from './clipping.js';
import type {TrainingStep} from './engine.js';
import {learningRateOf} from './learningRate.js';
import {NonFiniteError} from './nonFinite.js';
import {ruleOf} from './optimizers/createOptimizer.js';
import {ITERATIONS, slotName} from './optimizers/state.js';
import {soleLayerOf} from './soleLayer.js';

/** Why a training step cannot be compiled as a whole; `undefined` if it can. */
export function reasonNotToCompile(model: LayersModel, optimizer: tf.Optimizer): string | undefined {
  const layer = soleLayerOf(model);
  if (typeof layer === 'string') return layer;
  if (layer.trainableWeights.length < layer.weights.length) return 'not all of its weights are trained';
  if (model.calculateLosses().length > 0) return 'the layer has regularizers';
  if (ruleOf(optimizer) === undefined) return `the optimizer ${optimizer.getClassName()} has no declaration`;
  return undefined;
}

export const NO_RELAXED_SIMD = 'this JavaScript engine has no relaxed SIMD';

/** Training steps of a model that is one recurrent layer, compiled as a whole. */
export class CompiledStep implements TrainingStep {
  readonly engine = 'compiled';
  private constructor(
    private readonly layer: RNN,
    private readonly optimizer: tf.Optimizer,
    private readonly trainer: LayerTrainer,
    readonly reason: string | undefined,
  ) {}

  /**
   * Takes over the weights and the optimizer's state as they are.
   *
   * @param variants of the model: the same layer with other options, and weights of the same shapes
   */
  static async create(
    model: LayersModel,
    optimizer: tf.Optimizer,
    clip: ClipArgs,
    args: Pick<TrainerArgs, 'threads' | 'relaxedSimd'>,
    variants: readonly LayersModel[],
  ): Promise<CompiledStep> {
    const layer = soleLayerOf(model) as RNN;
    const others = variants.map((variant) => soleLayerOf(variant) as RNN);
    const trainer = new LayerTrainer(layer, ruleOf(optimizer)!, clip, {...args, variants: others});
    await trainer.ready();
    const step = new CompiledStep(
      ...[layer, optimizer, trainer],
      args.relaxedSimd === true && !trainer.relaxedSimd ? NO_RELAXED_SIMD : undefined,
    );
    const [iterations, ...slots] = await optimizer.getWeights();
    iterations?.tensor.dispose();
    const values = slots.map(({tensor}) => tensor.dataSync());
    const weights = layer.trainableWeights.map((weight) => weight.read().dataSync());
    trainer.load(weights, values, optimizer.iterations);
    return step;
  }

  async run(episodes: Episodes, args: StepArgs = {}): Promise<Float32Array> {
    const {batch, steps, inputs, targets, mask} = requireEpisodes('episodes', episodes);
    const loss = {type: 'binaryCrossEntropy', targets, weights: mask} as const;
    try {
      const rate = learningRateOf(this.optimizer);
      return this.trainer.step({batch, steps, inputs}, loss, rate, args);
    } catch (error) {
      if (error instanceof NonFiniteOutput) throw new NonFiniteError('a logit', error.value);
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
    const iterations = tf.scalar(this.trainer.iterations, 'int32');
    // Slot by slot, each for every variable: the order of all optimizers that are compiled.
    const tensors = this.trainer.slots().map((values, index) => shaped(values, index % variables.length));
    const names = ruleOf(this.optimizer)!.slots.flatMap((slot) =>
      variables.map((_, index) => slotName(slot, index)),
    );
    const slots = tensors.map((tensor, index) => ({name: names[index]!, tensor}));
    const named = [{name: ITERATIONS, tensor: iterations}, ...slots];
    await this.optimizer.setWeights(named);
    tf.dispose([iterations, ...tensors]);
  }

  bytesFor(shape: Pick<Episodes, 'batch' | 'steps'>): number {
    return this.trainer.bytesFor(shape);
  }

  dispose(): void {
    this.trainer.dispose();
  }
}
