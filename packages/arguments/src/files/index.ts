export {type Difference, firstDifference, parseJson} from './json.js';
export {type ReadSavedModelArgs, readSavedModel} from './readSavedModel.js';
export {
  firstNonFinite,
  requireFiniteWeights,
  requireSavedTensors,
  requireWeightBytes,
  type SavedModel,
  type SavedTensor,
} from './savedModel.js';
export {
  type Digests,
  digestsOf,
  requireDigest,
  requireSeal,
  type Sealed,
  sealed,
  sha256,
} from './seal.js';
