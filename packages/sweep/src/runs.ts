export {sweepExample} from './page/example.js';
export type {RunState} from './page/pointStanding.js';
export {progressText, statusText} from './page/progressText.js';
export {type RunRow, type SweepResults, sweepResults} from './page/resultsJson.js';
export {standingText} from './page/standingText.js';
export type {SweepPageArgs} from './page/sweepPage.js';
export {writeSweepReport} from './page/writeReport.js';
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
export type {SweepRun} from './sweep/standing.js';
export {SweepFolder} from './sweep/sweepFolder.js';
export {serveAttempt, type Train, trainInProcess} from './workers/attemptProcess.js';
export {LEASE, Leases} from './workers/leases.js';
export {SoftwareError} from './workers/notOfRun.js';
export {type AttemptArgs, type AttemptEnd, trainAttempt, versionsHere} from './workers/trainAttempt.js';
export {type Work, type Worker, type WorkerArgs, workerHere} from './workers/worker.js';
