import {layers, type RNN} from '@tensorflow/tfjs-layers';
import type {Subject, SubjectOptions} from '../subject.js';
import {seededInitializers, splitOptions} from './options.js';

function own(
  name: 'lstm' | 'gru',
  layer: (args: never) => unknown,
  cell: (args: never) => layers.RNNCell,
): Subject {
  const argsOf = (options: SubjectOptions = {}) => {
    const {units, seed, weights, recurrent} = splitOptions(options);
    return {...seededInitializers(seed), recurrentActivation: 'sigmoid', ...weights, ...recurrent, units};
  };
  return {
    name: `tf.layers.${name}`,
    reference: true,
    compiled: false,
    recurrentKernels: true,
    layer: (options) => layer(argsOf(options) as never) as RNN,
    cell: (options) => cell(argsOf(options) as never),
    dropout: (rate, options) =>
      layer({...argsOf(options), dropout: rate, recurrentDropout: rate} as never) as RNN,
  };
}

export const lstm = own('lstm', layers.lstm, layers.lstmCell);

export const gru = own('gru', layers.gru, layers.gruCell);

/** `tf.layers.rnn` with a cell of tfjs' own, for what cells are compared with. */
export const rnn: Subject = {
  ...lstm,
  name: 'tf.layers.rnn of lstmCell',
  layer: (options) => {
    const {units, seed, weights, recurrent} = splitOptions(options);
    return layers.rnn({...recurrent, cell: lstm.cell!({...weights, units, seed})}) as RNN;
  },
  dropout: undefined,
};
