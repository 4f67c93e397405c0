export {ntmjsVersion, versions} from '../versions.js';
export {startBackend} from './backend.js';
export {EVALUATION, writeEvaluation} from './evaluationFiles.js';
export {type History, readHistory} from './history.js';
export {loadTrained, type OpenRun, openRun, openTask, type RunTask, requireTrainingFor} from './openRun.js';
export {openTensorBoard, TENSORBOARD, type TensorBoard, type TensorBoardArgs} from './tensorboard.js';
