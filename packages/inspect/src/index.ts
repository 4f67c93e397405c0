export {episodeFigure} from './episodeFigure.js';
export type {EpisodeInputs, EpisodeTrace, HeadTrace, TracedArray} from './episodeTrace.js';
export type {EpisodeFigureArgs, FigureEpisode, FigureTask} from './figureArgs.js';
export {toSvg} from './svg.js';
export {traceEpisode} from './trace.js';
