export type {TopLevelSpec as FigureSpec} from 'vega-lite';
export {type DescribeAlgorithmArgs, describeAlgorithm, type HeadAccount} from './describeAlgorithm.js';
export {episodeFigure} from './episodeFigure.js';
export type {EpisodeInputs, EpisodeTrace, HeadTrace, TracedArray, TracedRecord} from './episodeTrace.js';
export type {Erasure} from './erasure.js';
export type {EpisodeFigureArgs, FigureEpisode, FigureTask} from './figureArgs.js';
export {type Focus, focusBySteps} from './focus.js';
export {
  type GeneralisationCurvesArgs,
  type GeneralisationPoint,
  type GeneralisationSeries,
  generalisationCurves,
} from './generalisationCurves.js';
export {type HeadMove, headMoves} from './headMoves.js';
export {type InspectArgs, inspect} from './inspect.js';
export {type LearningCurvesArgs, type LearningSeries, learningCurves} from './learningCurves.js';
export {type MemoryAnimationArgs, memoryAnimation} from './memoryAnimation.js';
export {headMovements, type Movement} from './movements.js';
export type {Origin} from './origin.js';
export {type OutputPanel, type OutputPanelsArgs, outputPanels} from './outputPanels.js';
export {type PredictionFigureArgs, predictionFigure} from './predictionFigure.js';
export type {TrainingPoint, TrainingRun} from './runSummary.js';
export {type SortFigureArgs, sortFigure} from './sortFigure.js';
export {toSvg} from './svg.js';
export {type ToAnimatedSvgArgs, toAnimatedSvg} from './toAnimatedSvg.js';
export {unusedRows} from './unusedRows.js';
export {writeLocations} from './writeLocations.js';
