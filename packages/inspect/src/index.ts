export type {TopLevelSpec as FigureSpec} from 'vega-lite';
export {
  type DescribeAlgorithmArgs,
  describeAlgorithm,
  type HeadDescription,
} from './describe/describeAlgorithm.js';
export {type Focus, focusBySteps} from './describe/focus.js';
export {type HeadMove, headMoves, type Origin} from './describe/headMoves.js';
export {headMovements, type Movement} from './describe/movements.js';
export {unusedRows, writeLocations} from './describe/rowUse.js';
export {type ContextFigureArgs, type ContextPanel, contextFigure} from './figures/contextFigure.js';
export {episodeFigure} from './figures/episodeFigure.js';
export type {EpisodeFigureArgs} from './figures/figureArgs.js';
export {
  type GeneralizationCurvesArgs,
  type GeneralizationPoint,
  type GeneralizationSeries,
  generalizationCurves,
} from './figures/generalizationCurves.js';
export {type LearningCurvesArgs, type LearningSeries, learningCurves} from './figures/learningCurves.js';
export {type MemoryAnimationArgs, memoryAnimation} from './figures/memoryAnimation.js';
export {optionFigure} from './figures/optionFigure.js';
export {type OutputPanel, type OutputPanelsArgs, outputPanels} from './figures/outputPanels.js';
export {parallelCoordinates} from './figures/parallelCoordinates.js';
export {type PredictionFigureArgs, predictionFigure} from './figures/predictionFigure.js';
export type {TrainingPoint, TrainingRun} from './figures/runSummary.js';
export type {SearchedOption, SearchedPoint, SearchFigureArgs} from './figures/searchedPoints.js';
export {type SortFigureArgs, sortFigure} from './figures/sortFigure.js';
export {toSvg} from './render/svg.js';
export {type ToAnimatedSvgArgs, toAnimatedSvg} from './render/toAnimatedSvg.js';
export type {
  EpisodeInputs,
  EpisodeTrace,
  FigureEpisode,
  FigureTask,
  HeadTrace,
  TracedArray,
  TracedRecord,
} from './trace/episodeTrace.js';
export type {Erasure} from './trace/erasure.js';
export {type InspectArgs, inspect} from './trace/inspect.js';
export {type WeightingGradients, weightingGradients} from './trace/weightingGradients.js';
