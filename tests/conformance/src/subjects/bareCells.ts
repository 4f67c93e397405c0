import {FeedforwardCell, mapOptions, StackedLstmCell, type WeightOptions} from '@ntmjs/controllers';
import {LstmBaselineCell, MemoryAugmentedCell, NtmAccess} from '@ntmjs/layers';
import {layers, type RNN} from '@tensorflow/tfjs-layers';
import type {Subject} from '../subject.js';
import {splitOptions} from './options.js';

interface CellOptions extends WeightOptions {
  readonly units: number;
  readonly seed: number;
}

/** A cell as the one of `tf.layers.rnn`. */
function inRnn(name: string, make: (options: CellOptions) => layers.RNNCell): Subject {
  return {
    name: `rnn of ${name}`,
    reference: false,
    compiled: false,
    recurrentKernels: false,
    layer: (options) => {
      const {units, seed, weights, recurrent} = splitOptions(options);
      return layers.rnn({...recurrent, cell: make({...weights, units, seed})}) as RNN;
    },
    cell: (options) => {
      const {units, seed, weights} = splitOptions(options);
      return make({...weights, units, seed});
    },
  };
}

export const bareCells: readonly Subject[] = [
  inRnn(
    'MemoryAugmentedCell',
    (options) =>
      new MemoryAugmentedCell({
        ...options,
        controller: {type: 'feedforward', units: 2, ...mapOptions(options)},
        access: new NtmAccess({memory: {rows: 4, width: 3}}),
      }),
  ),
  inRnn('LstmBaselineCell', (options) => new LstmBaselineCell({...options, hiddenUnits: 2, layers: 2})),
  inRnn('FeedforwardCell', (options) => new FeedforwardCell(options)),
  inRnn('StackedLstmCell', (options) => new StackedLstmCell({...options, layers: 2})),
];
