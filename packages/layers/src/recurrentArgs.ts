import {requireKeys} from '@ntmjs/arguments';
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
