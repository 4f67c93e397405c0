export {ownFiles, writeFiles} from './folder.js';
export {type Inspection, inspectRuns, PAGE} from './inspectRuns.js';
export {openSubject, type Subject, type SubjectArgs} from './subject.js';
