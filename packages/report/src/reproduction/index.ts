export type {EpisodeCounts} from '../evaluation/plan.js';
export {type JobEvaluation, readJobEvaluation} from '../runs/evaluationFiles.js';
export {type EvaluateJobArgs, evaluateJob} from './evaluateJob.js';
export {type Experiment, experimentsOf, experimentTitle} from './experiments.js';
export {type Failure, type Job, type JobArgs, jobFolder, jobOf, jobsOf} from './job.js';
export {writePretrained} from './pretrained.js';
export {type ReportArgs, writeReport} from './report/report.js';
export {reportTasks} from './reportPlan.js';
export {
  type JobState,
  type JobTraining,
  type ReproduceArgs,
  reproduce,
  type Survey,
  type SurveyArgs,
  survey,
  type TrainingProgress,
} from './reproduce.js';
export {type JobResult, type ResultRow, readResults, resultRow} from './result.js';
