export {
  type DifficultyRanges,
  defaultDifficulties,
  difficultiesOf,
  difficultyText,
  greatestDifficulty,
  hardDifficulty,
  type Trial,
  trialsOf,
} from './evaluation/difficulties.js';
export {
  type EvaluateTrialsArgs,
  evaluateTrials,
  resultsTable,
  type TrialResult,
} from './evaluation/evaluation.js';
export {evaluationTaskOf, splitText} from './evaluation/heldOut.js';
export {isShare, metricName, metricValue, ownMetrics} from './evaluation/metrics.js';
export type {Output} from './output.js';
export {bits, count, duration, table} from './pages/text.js';
export {renaming} from './renaming.js';
export {grouped, median} from './statistics/statistics.js';
