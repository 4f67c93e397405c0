export type {HeadSummary, MemorySummary} from './accounts.js';
export {ownFiles, writeFiles} from './folder.js';
export {type Inspection, type InspectRunsArgs, inspectRuns, PAGE} from './inspectRuns.js';
export {type InspectedRun, openSubject, type Subject, type SubjectArgs} from './subject.js';
