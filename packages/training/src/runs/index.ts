export {meanIn} from './best.js';
export type {Checkpoint} from './checkpoint.js';
export type {SavedCheckpoint} from './checkpoints.js';
export {copyRun} from './copyRun.js';
export {fileSystem} from './fileSystem.js';
export {type FolderLock, lockFolder} from './folderLock.js';
export type {Metrics} from './metrics.js';
export {hasEnded, isHere, type ProcessIdentity, thisProcess} from './processIdentity.js';
export {readIfThere} from './readPart.js';
export {rewind} from './rewind.js';
export {type OpenRunArgs, Run} from './run.js';
export {
  parseRunFile,
  type RunConfig,
  type RunFile,
  runFile,
  runOptions,
  solvedOptions,
  trainingOptions,
} from './runConfig.js';
export {type RunEvent, type TrainRunArgs, trainRun} from './trainRun.js';
export {makeFolder, remove, WriteError, writeWhole} from './writing.js';
