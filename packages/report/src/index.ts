export {
  type Difficulty,
  type DifficultyRanges,
  difficultiesOf,
  difficultyText,
  type EvaluationSetting,
  evaluationSettings,
  greatestDifficulty,
  hardDifficulty,
} from './evaluation/difficulties.js';
export {
  type EvaluateSettingsArgs,
  type EvaluationResult,
  evaluateSettings,
  requireRows,
  resultsTable,
} from './evaluation/evaluate.js';
export {splitText} from './evaluation/heldOut.js';
export {type MetricValues, metricText, metricValue, ownMetrics} from './evaluation/metrics.js';
export {extremeSettings, type PlannedEvaluation, sweepPlan, trainingPlan} from './evaluation/plan.js';
export {bits, count, duration, table} from './pages/text.js';
export {grouped, median} from './statistics/statistics.js';
