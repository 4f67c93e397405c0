export {answerPanels, outputsOf} from './answers.js';
export {
  type ContextOf,
  type ContextsArgs,
  type ContextUse,
  contextsFigure,
  contextUses,
} from './contexts.js';
export {drawEpisode} from './drawEpisode.js';
export {type Growth, type GrowthArgs, growthFigure} from './growth.js';
export {type CurvePoint, type LearningArgs, learningFigure} from './learning.js';
export {type PredictionsArgs, predictionsFigure} from './predictions.js';
export {type SortingArgs, sortingFigure} from './sorting.js';
