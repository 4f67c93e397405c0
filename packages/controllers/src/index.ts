export {affine} from './affine.js';
export {type ControllerArgs, type ControllerType, controllerTypes, createController} from './controller.js';
export {countWeights} from './countWeights.js';
export {applyDense, type Dense} from './dense.js';
export {requireLayers} from './depth.js';
export {type FeedforwardActivation, FeedforwardCell, type FeedforwardCellArgs} from './feedforwardCell.js';
export {lstmStep, writeForgetBias} from './lstmStep.js';
export {ResetAfterGruCell, type ResetAfterGruCellArgs} from './resetAfterGruCell.js';
export {StackedLstmCell, type StackedLstmCellArgs} from './stackedLstmCell.js';
export {requireCellArgs, WeightedCell, type WeightedCellArgs, withInnerCells} from './weightedCell.js';
export {
  type MapOptions,
  mapOptions,
  refuseRecurrentOptions,
  type WeightOptions,
  weightOptionNames,
} from './weightOptions.js';
