export {fileSystem} from './fileSystem.js';
export {type Checkpoint, Run} from './run.js';
export type {RunConfig, RunFile} from './runConfig.js';
