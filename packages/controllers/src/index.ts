export {affine} from './affine.js';
export {type ControllerArgs, type ControllerType, controllerTypes, createController} from './controller.js';
export {type FeedforwardActivation, FeedforwardCell, type FeedforwardCellArgs} from './feedforwardCell.js';
