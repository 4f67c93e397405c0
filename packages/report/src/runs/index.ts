export {ntmjsVersion, versions} from '../versions.js';
export {startBackend} from './backend.js';
export {type History, readHistory} from './history.js';
export {type OpenRun, openRun, openTask, type RunTask, requireTrainingFor} from './openRun.js';
