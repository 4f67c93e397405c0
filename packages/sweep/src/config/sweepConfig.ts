import {
  ArgumentError,
  renameArguments,
  requireChoice,
  requireInteger,
  requireKeys,
  requireList,
  requireNumber,
  requireObject,
  requirePositiveInteger,
  requireText,
} from '@ntmjs/arguments';
import {type Difficulty, type DifficultyRanges, type PlannedEvaluation, sweepPlan} from '@ntmjs/report';
import {createTask, evaluationTaskOf} from '@ntmjs/tasks';
import type {RunConfig} from '@ntmjs/training/runs';
import {gridSampler} from '../search/grid.js';
import {randomSampler} from '../search/random.js';
import type {Sampler} from '../search/sampler.js';
import {requireSpace, type Space} from '../search/space.js';
import {tpeSampler} from '../search/tpe.js';
import {type HalvingArgs, halvingRule} from '../stopping/halving.js';
import {type MedianArgs, medianRule} from '../stopping/median.js';
import type {StoppingRule} from '../stopping/rule.js';
import {type Objective, requireObjective, solvedObjective} from './objective.js';

/** The value of an option of a run: `0.1`, `true`, `'length=20,50'`; a list for one that is repeated or has commas. */
export type OptionValue = number | boolean | string | readonly (number | string)[];

/** How points are chosen. */
export interface Search {
  /** `grid`: all combinations; `random`; `tpe`: where good points are likely, by what is known so far. */
  readonly method: 'grid' | 'random' | 'tpe';
  /** The options that vary. */
  readonly space: Space;
  /** The number of points; of a grid, all by default. */
  readonly points?: number | undefined;
  /** Of the points; defaults to 1. */
  readonly seed?: number | undefined;
}

/** When a sweep ends before all points were tried. What is not given has no limit. */
export interface Budget {
  /** The number of runs. */
  readonly runs?: number | undefined;
  /** The number of training sequences of all runs together; no further run begins when they are used up. */
  readonly sequences?: number | undefined;
  /** Hours of work of one call, after which it stops and can be gone on with. */
  readonly hours?: number | undefined;
}

/** Which runs end early. */
export type Stopping = ({readonly rule: 'median'} & MedianArgs) | ({readonly rule: 'halving'} & HalvingArgs);

/** What is evaluated after each training, on fresh episodes. */
export interface SweepEvaluation {
  /** The number of episodes at each difficulty; defaults to 100. */
  readonly episodes?: number | undefined;
  /** More difficulties than that of training, by their parts: `{length: [20, 50]}`. */
  readonly at?: Readonly<Record<string, readonly number[]>> | undefined;
}

/** A sweep: many runs that differ in some options and in their seeds. */
export interface SweepConfig {
  /** The options that all runs have in common, with the task among them. */
  readonly run: Readonly<Record<string, OptionValue>>;
  readonly search: Search;
  /** The number of seeds of each point: 1, 2, …; defaults to 1. */
  readonly seeds?: number | undefined;
  /** Defaults to `{type: 'solved'}`. Of several seeds the median counts. */
  readonly objective?: Objective | undefined;
  readonly evaluation?: SweepEvaluation | undefined;
  readonly budget?: Budget | undefined;
  readonly stopping?: Stopping | undefined;
}

/** A sweep with its defaults, and what it is done with. */
export interface Sweep {
  readonly run: SweepConfig['run'];
  readonly sampler: Sampler;
  /** The number of points, at most. */
  readonly points: number;
  readonly searchSeed: number;
  readonly seeds: number;
  readonly objective: Objective;
  /** What is evaluated after the training of a run. */
  readonly evaluationOf: (config: RunConfig) => Promise<readonly PlannedEvaluation[]>;
  readonly budget: Budget;
  readonly stopping: Stopping | undefined;
  readonly rule: StoppingRule | undefined;
}

const MOST_POINTS = 1_000_000;
const MOST_SEEDS = 1000;
const EPISODES = 100;

const samplers = {grid: gridSampler, random: randomSampler, tpe: tpeSampler};

/**
 * Reads the configuration of a sweep; `Sweep` is what it means.
 *
 * @param argument its name for the error
 * @throws ArgumentError that names the field, what it must be and what it was
 */
export async function readSweep(argument: string, config: SweepConfig): Promise<Sweep> {
  requireText('argument', argument);
  const fields = ['run', 'search', 'seeds', 'objective', 'evaluation', 'budget', 'stopping', '$schema'];
  requireObject(
    argument,
    config,
    'an object {run, search, seeds?, objective?, evaluation?, budget?, stopping?}',
  );
  const at = (field: string) => `${argument}: ${field}`;
  const {
    run,
    search,
    seeds = 1,
    objective = solvedObjective,
    stopping,
  } = requireKeys(argument, config, fields);
  requireObject(at('run'), run, 'an object with options of a run, and its task');
  requireInteger(at('seeds'), seeds, {min: 1, max: MOST_SEEDS});
  const {sampler, points, searchSeed} = await readSearch(at('search'), search);
  for (const name of Object.keys(search.space)) {
    if (name in run)
      throw new ArgumentError(at(`search.space.${name}`), 'an option that run does not have', name);
    if (name === 'seed')
      throw new ArgumentError(at('search.space.seed'), 'omitted: seeds says how many there are', 'seed');
  }
  if ('seed' in run)
    throw new ArgumentError(at('run.seed'), 'omitted: seeds says how many there are', run.seed);
  const evaluation = requireObject(at('evaluation'), config.evaluation ?? {}, 'an object {episodes?, at?}');
  const {episodes = EPISODES, at: difficulties = {}} = requireKeys(at('evaluation'), evaluation, [
    'episodes',
    'at',
  ]);
  requirePositiveInteger(at('evaluation.episodes'), episodes);
  requireRanges(at('evaluation.at'), difficulties);
  requireObjective(at('objective'), objective);
  const ranges = withDifficulty(difficulties, objective.type === 'metric' ? (objective.at ?? {}) : {});
  return {
    ...{run, sampler, points, searchSeed, seeds, objective},
    async evaluationOf({task: {name, config: options}, model}) {
      const task = evaluationTaskOf(createTask(name, options));
      return renameArguments(
        (name) => (name === 'difficulty' ? at('evaluation.at') : name),
        () => sweepPlan(task, model, {at: ranges, episodes}),
      );
    },
    budget: requireBudget(at('budget'), config.budget ?? {}, seeds),
    stopping,
    rule: stopping === undefined ? undefined : await readRule(at('stopping'), stopping),
  };
}

async function readSearch(
  argument: string,
  search: Search,
): Promise<Pick<Sweep, 'sampler' | 'points' | 'searchSeed'>> {
  requireObject(argument, search, 'an object {method, space, points?, seed?}');
  const {
    method,
    space,
    points,
    seed = 1,
  } = requireKeys(argument, search, ['method', 'space', 'points', 'seed']);
  requireChoice(`${argument}.method`, method, Object.keys(samplers));
  requireSpace(`${argument}.space`, space);
  requireInteger(`${argument}.seed`, seed);
  const sampler = await renameArguments(
    (name) => `${argument}.${name}`,
    () => samplers[method](space),
  );
  if (points === undefined && sampler.size === undefined) {
    throw new ArgumentError(`${argument}.points`, `the number of points, with the method ${method}`, points);
  }
  if (points !== undefined) requireInteger(`${argument}.points`, points, {min: 1, max: MOST_POINTS});
  const all = sampler.size ?? MOST_POINTS;
  return {sampler, points: Math.min(points ?? all, all), searchSeed: seed};
}

function requireRanges(argument: string, ranges: DifficultyRanges): void {
  requireObject(argument, ranges, 'an object with lists of parts of the difficulty');
  for (const [part, values] of Object.entries(ranges)) {
    requireList(`${argument}.${part}`, values, 'a list of positive integers', 1);
    for (const [index, value] of values.entries())
      requirePositiveInteger(`${argument}.${part}[${index}]`, value);
  }
}

/** The difficulties that are evaluated, with that of the objective among them. */
function withDifficulty(at: DifficultyRanges, difficulty: Difficulty): DifficultyRanges {
  const merged = Object.entries(difficulty).map(([part, value]) => [
    part,
    [...new Set([...(at[part] ?? []), value])],
  ]);
  return {...at, ...Object.fromEntries(merged)};
}

function requireBudget(argument: string, budget: Budget, seeds: number): Budget {
  requireObject(argument, budget, 'an object {runs?, sequences?, hours?}');
  const {runs, sequences, hours} = requireKeys(argument, budget, ['runs', 'sequences', 'hours']);
  // All seeds of a point are run, or none.
  if (runs !== undefined) requireInteger(`${argument}.runs`, runs, {min: seeds});
  if (sequences !== undefined) requirePositiveInteger(`${argument}.sequences`, sequences);
  if (hours !== undefined) requireNumber(`${argument}.hours`, hours, {above: 0});
  return budget;
}

async function readRule(argument: string, stopping: Stopping): Promise<StoppingRule> {
  requireObject(
    argument,
    stopping,
    "an object {rule: 'median', after, runs?} or {rule: 'halving', first, factor?}",
  );
  if (!('rule' in stopping)) requireKeys(argument, stopping, ['rule', 'after', 'runs', 'first', 'factor']);
  const {rule, ...args} = stopping;
  requireChoice(`${argument}.rule`, rule, ['median', 'halving']);
  return renameArguments(
    (name) => name.replace(/^\w+/, argument),
    () => (rule === 'median' ? medianRule(args as MedianArgs) : halvingRule(args as HalvingArgs)),
  );
}
