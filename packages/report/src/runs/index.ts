export {ntmjsVersion, thisMachine, versions} from '../versions.js';
export {startBackend} from './backend.js';
export {createRun} from './createRun.js';
export {EVALUATION, hasResults, writeEvaluation} from './evaluationFiles.js';
export {type History, readHistory} from './history.js';
export {networkExports} from './networkFiles.js';
export {loadTrained, type OpenRun, openRun, openTask, type RunTask, requireTrainingFor} from './openRun.js';
export {
  loadTraining,
  openWeights,
  type SavedWeights,
  savedModelOf,
  setFirstWeights,
  weightsDigest,
} from './savedWeights.js';
export {
  hasTensorBoard,
  openTensorBoard,
  TENSORBOARD,
  type TensorBoard,
  type TensorBoardArgs,
} from './tensorboard.js';
export {
  modelOf,
  readWeightsFile,
  requireFileOf,
  taskMetadata,
  type WeightsFile,
} from './weightsFile.js';
