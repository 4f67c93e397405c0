export {affine} from './affine.js';
export {type ControllerArgs, type ControllerType, controllerTypes, createController} from './controller.js';
export {applyDense, createDense, type Dense} from './dense.js';
export {type FeedforwardActivation, FeedforwardCell, type FeedforwardCellArgs} from './feedforwardCell.js';
export {lstmStep, writeForgetBias} from './lstmStep.js';
export {StackedLstmCell, type StackedLstmCellArgs} from './stackedLstmCell.js';
