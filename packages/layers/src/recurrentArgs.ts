import {requireKeys} from '@ntmjs/arguments';
import {type WeightOptions, weightOptionNames} from '@ntmjs/controllers';
import type {RNNLayerArgs} from '@tensorflow/tfjs-layers';

/** What a layer of this package takes besides its cell: what `tf.layers.rnn` takes. */
export type RecurrentArgs = Omit<RNNLayerArgs, 'cell' | 'unroll'>;

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

/** Cuts a layer's arguments into those of the recurrent layer, the options of its weights, and the rest. */
export function splitLayerArgs<A extends RecurrentArgs & WeightOptions>(args: A) {
  const pick = (belongs: (option: string) => boolean) =>
    Object.fromEntries(Object.entries(args).filter(([option]) => belongs(option)));
  const isRecurrent = (option: string) => (recurrentOptions as readonly string[]).includes(option);
  const isOfWeights = (option: string) => (weightOptionNames as readonly string[]).includes(option);
  return {
    recurrent: pick(isRecurrent) as RecurrentArgs,
    weights: pick(isOfWeights) as WeightOptions,
    rest: pick((option) => !isRecurrent(option) && !isOfWeights(option)) as Omit<
      A,
      keyof RecurrentArgs | keyof WeightOptions
    >,
  };
}

/** Checks that a layer's arguments hold no option but its own and those of every recurrent layer. */
export function requireLayerOptions(layer: string, args: object, options: readonly string[]): void {
  requireKeys(layer, args, [...options, ...recurrentOptions]);
}
