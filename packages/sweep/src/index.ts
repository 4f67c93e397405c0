export type {Objective} from './config/objective.js';
export {
  type Budget,
  type OptionValue,
  readSweep,
  type Search,
  type Stopping,
  type Sweep,
  type SweepConfig,
  type SweepEvaluation,
} from './config/sweepConfig.js';
export {gridSampler} from './search/grid.js';
export {randomSampler} from './search/random.js';
export type {Observation, Sampler, SearchState} from './search/sampler.js';
export type {ChoiceRange, NumberRange, Point, Range, Space, Value} from './search/space.js';
export {type TpeArgs, tpeSampler} from './search/tpe.js';
export {type HalvingArgs, halvingRule} from './stopping/halving.js';
export {type MedianArgs, medianRule} from './stopping/median.js';
export type {CurvePoint, StoppingRule} from './stopping/rule.js';
