import * as exports from '@ntmjs/controllers';
import {layers} from '@tensorflow/tfjs-layers';
import {type Module, open} from '../entrance.js';
import {batch, tensor} from '../values.js';

/** The weights of a map from 3 to `outputs`. */
const dense = (outputs: number) => {
  const layer = layers.dense({units: outputs});
  layer.build([null, 3]);
  const [kernel, bias] = layer.weights;
  return open({kernel, bias});
};
const weights = () => ({kernelInitializer: 'zeros', biasConstraint: 'nonNeg'});

export const controllersModule: Module = {
  name: 'controllers',
  exports,
  entrances: {
    affine: () => [tensor(batch, 3), tensor(3, 4), tensor(4)],
    applyDense: () => [dense(4), tensor(batch, 3)],
    countWeights: {args: () => [layers.lstmCell({units: 2}), 3, 2], required: 2},
    createController: {args: () => [{...weights(), type: 'lstm', units: 2, layers: 2}, 1], required: 1},
    FeedforwardCell: () => [{...weights(), units: 2, activation: 'tanh', seed: 1, name: 'cell'}],
    lstmStep: () => [tensor(batch, 8), tensor(batch, 2)],
    mapOptions: {args: () => [open(weights())], shallow: ['[0]']},
    requireLayers: {args: () => ['layers', 2], any: ['[0]']},
    refuseRecurrentOptions: {args: () => [open(weights()), 'a reason'], shallow: ['[0]']},
    ResetAfterGruCell: () => [{...weights(), units: 2, seed: 1, name: 'cell'}],
    StackedLstmCell: () => [{...weights(), units: 2, layers: 2, seed: 1, name: 'cell'}],
    withInnerCells: () => [layers.lstmCell({units: 2})],
    writeForgetBias: () => [dense(8), 2],
  },
  unchecked: {
    reason: 'for classes of cells, which say what they know',
    names: ['WeightedCell', 'requireCellArgs'],
  },
};
