import {LayerTrainer, type TrainerArgs} from '@ntmjs/compile';
import {
  type ClipArgs,
  type DeclaredOptimizer,
  sequenceCrossEntropyGradient,
  type TrainingStep,
} from '@ntmjs/training';
import {type LayersModel, RNN} from '@tensorflow/tfjs-layers';

/**
 * Creates a compiled training step whose batch several threads share.
 *
 * @param model one recurrent layer that returns logits
 * @throws Error if that many threads are not available
 */
export async function createThreadedStep(
  model: LayersModel,
  {rule, learningRate}: DeclaredOptimizer,
  clip: ClipArgs,
  args: Pick<TrainerArgs, 'threads' | 'relaxedSimd'>,
): Promise<Pick<TrainingStep, 'run'>> {
  const layer = model.layers.find((candidate) => candidate instanceof RNN)!;
  const trainer = new LayerTrainer(layer, rule, clip, args);
  if (trainer.threads !== args.threads) throw new Error(`only ${trainer.threads} thread is available`);
  await trainer.ready();
  const weights = layer.trainableWeights.map((weight) => weight.read().dataSync());
  trainer.load(weights, [], 0);
  return {
    async run(episodes) {
      const {batch, steps, inputs} = episodes;
      return trainer.step({batch, steps, inputs}, sequenceCrossEntropyGradient(episodes), learningRate);
    },
  };
}
