import {
  requireBoolean,
  requireKeys,
  requireList,
  requirePositiveInteger,
  requireSizes,
  requireText,
} from '@ntmjs/arguments';
import {type WeightOptions, weightOptionNames} from '@ntmjs/controllers';
import type {RNNLayerArgs} from '@tensorflow/tfjs-layers';

/** The options of `tf.layers.rnn`, which every layer of this package has. */
export type RecurrentArgs = Omit<RNNLayerArgs, 'cell' | 'unroll'>;

/** Their names. */
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

const booleanOptions = [
  'returnSequences',
  'returnState',
  'goBackwards',
  'stateful',
  'unroll',
  'trainable',
] as const satisfies readonly (keyof RNNLayerArgs)[];

const integerOptions = [
  'inputDim',
  'inputLength',
  'batchSize',
] as const satisfies readonly (keyof RNNLayerArgs)[];

const textOptions = ['name', 'dtype'] as const satisfies readonly (keyof RNNLayerArgs)[];

const shapeOptions = ['inputShape', 'batchInputShape'] as const satisfies readonly (keyof RNNLayerArgs)[];

/** Splits a layer's arguments into recurrent options, weight options and the rest. */
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

/**
 * Throws an `ArgumentError` if a layer's arguments have an option that is neither in `options` nor recurrent, or if a recurrent option
 * has a value of another type. As in tfjs, null stands for the default.
 */
export function requireLayerOptions(layer: string, args: object, options: readonly string[]): void {
  requireKeys(layer, args, [...options, ...recurrentOptions]);
  const given: Readonly<Record<string, unknown>> = {...args};
  for (const option of booleanOptions) requireBoolean(option, given[option] ?? false);
  for (const option of shapeOptions) requireSizes(option, given[option] ?? [], {unknown: true});
  for (const option of integerOptions) requirePositiveInteger(option, given[option] ?? 1);
  for (const option of textOptions) requireText(option, given[option] ?? option);
  if (given.weights !== undefined && given.weights !== null)
    requireList('weights', given.weights as readonly unknown[], 'a list of tensors');
}
