export {ArgumentError, show} from './argumentError.js';
export {requireBoolean, requireChoice, requireKeys} from './choices.js';
export {type Bounds, requireInteger, requireNumber, requirePositiveInteger} from './numbers.js';
export {requireShape, type Shaped} from './shapes.js';
