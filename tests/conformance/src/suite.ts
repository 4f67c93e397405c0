export {checks} from './checks/checks.js';
export {runCheck} from './runCheck.js';
export {subjects} from './subjects/subjects.js';
