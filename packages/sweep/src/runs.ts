export {FolderStore} from './runs/folderStore.js';
export {type PlannedRun, plannedRun, type RunDescription} from './runs/plannedRun.js';
export type {AttemptRecord, Failure, Reached, RunResult} from './runs/result.js';
export type {Attempt, RunStore} from './runs/store.js';
export {
  type RunOptions,
  type RunSweepArgs,
  runSweep,
  type SweepStanding,
  surveySweep,
} from './sweep/runSweep.js';
export {isOver, resultAt, type SweepRun, sequencesOf, valueOfRun} from './sweep/standing.js';
export {pointText, type SweepSummary, standingText, summaryOf} from './sweep/standingText.js';
export {SweepFolder} from './sweep/sweepFolder.js';
export {AttemptError, serveAttempt, type Train, trainInProcess} from './work/attemptProcess.js';
export {LEASE, Leases} from './work/leases.js';
export {type AttemptArgs, type AttemptEnd, trainAttempt, versionsHere} from './work/trainAttempt.js';
export {type Work, type Worker, type WorkerArgs, workerHere, workOn} from './work/work.js';
