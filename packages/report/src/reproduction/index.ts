export {
  type EpisodeCounts,
  evaluateJob,
  type JobEvaluation,
  readEvaluation,
} from './evaluateJob.js';
export {type Experiment, experimentsOf, experimentTitle} from './experiments.js';
export {type Failure, isRival, type Job, type JobArgs, jobFolder, jobOf, jobsOf, rivalsOf} from './job.js';
export {inPool, queue} from './pool.js';
export {writePretrained} from './pretrained.js';
export {type ReportArgs, writeReport} from './report/report.js';
export {type JobResult, type ResultRow, readResults, resultRow} from './result.js';
