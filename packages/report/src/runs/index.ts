export {ntmjsVersion, versions} from '../versions.js';
export {startBackend} from './backend.js';
export {type History, readHistory} from './history.js';
export {type OpenRun, openRun, requireTrainingFor} from './openRun.js';
