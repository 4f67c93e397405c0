export {type Addressing, address} from './address.js';
export {contentWeighting, cosineSimilarity} from './content.js';
export {EPSILON} from './epsilon.js';
export {clipWeightingGradient} from './gradientClip.js';
export {learnedWeighting, oneHotWeighting, uniformWeighting} from './initial.js';
export {interpolate} from './interpolation.js';
export {decayedUsage, leastUsed} from './leastRecentlyUsed.js';
export {sharpen} from './sharpening.js';
export {circularShift} from './shift.js';
