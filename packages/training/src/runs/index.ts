export {fileSystem} from './fileSystem.js';
export type {Metrics} from './metrics.js';
export {type Checkpoint, Run} from './run.js';
export type {RunConfig, RunFile} from './runConfig.js';
