export {episodeFigure} from './episodeFigure.js';
export type {EpisodeInputs, EpisodeTrace, HeadTrace, TracedArray, TracedRecord} from './episodeTrace.js';
export type {EpisodeFigureArgs, FigureEpisode, FigureTask} from './figureArgs.js';
export {
  type GeneralisationCurvesArgs,
  type GeneralisationPoint,
  type GeneralisationSeries,
  generalisationCurves,
} from './generalisationCurves.js';
export {inspect} from './inspect.js';
export {type LearningCurvesArgs, type LearningSeries, learningCurves} from './learningCurves.js';
export {type OutputPanel, type OutputPanelsArgs, outputPanels} from './outputPanels.js';
export {type PredictionFigureArgs, predictionFigure} from './predictionFigure.js';
export type {TrainingPoint, TrainingRun} from './runSummary.js';
export {type SortFigureArgs, sortFigure} from './sortFigure.js';
export {toSvg} from './svg.js';
export {writeLocations} from './writeLocations.js';
