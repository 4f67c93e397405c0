export {type Addressing, type AddressingStages, address, addressingStages} from './address.js';
export {allocationWeighting, usageAfterAllocation} from './allocation.js';
export {contentWeighting, cosineSimilarity} from './content.js';
export {EPSILON} from './epsilon.js';
export {clipWeightingGradient} from './gradientClip.js';
export {learnedWeighting, oneHotWeighting, uniformWeighting} from './initial.js';
export {interpolate} from './interpolation.js';
export {updateLastAccess} from './lastAccess.js';
export {decayedUsage, leastUsed} from './leastRecentlyUsed.js';
export {sharpenLinked} from './linkSharpening.js';
export {maskedContentWeighting} from './maskedContent.js';
export {mixWeightings} from './mixing.js';
export {sharpen} from './sharpening.js';
export {circularShift} from './shift.js';
export {
  type SparseLinks,
  sparseBackwardWeighting,
  sparseForwardWeighting,
  updateSparseLinks,
  updateSparsePrecedence,
} from './sparseLinks.js';
export {denseWeighting, largestWeights, type SparseWeighting} from './sparseWeighting.js';
export {backwardWeighting, forwardWeighting, updateLink, updatePrecedence} from './temporalLink.js';
export {mostSimilarRows, topRows} from './topRows.js';
export {retention, updateUsage} from './usage.js';
export {writeWeighting} from './writeWeighting.js';
