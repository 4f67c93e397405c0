import {expect, test} from 'vitest';
import {describeSmall} from '../fixtures/smallSweep.js';
import {curveOf, objectiveOf, objectiveOfSeeds} from './objective.js';
import {readSweep, type SweepConfig} from './sweepConfig.js';

const space = {learningRate: {type: 'number', min: 1, max: 2}};
const config = {run: {task: 'copy'}, search: {method: 'random', space, points: 3}} as unknown as SweepConfig;

test('a configuration has defaults', async () => {
  expect(await readSweep('sweep.json', config)).toMatchObject({
    ...{points: 3, searchSeed: 1, seeds: 1, objective: {type: 'solved'}, budget: {}},
    rule: undefined,
  });
});

test('the difficulty of the objective is evaluated', async () => {
  const objective = {type: 'metric', metric: 'bits', at: {length: 50}} as const;
  const {config: run} = await describeSmall({seed: 1});
  const evaluated = async (more: Partial<SweepConfig>) =>
    (await readSweep('sweep.json', {...config, ...more})).evaluationOf(run);
  const trained = {difficulty: {}, rows: 4};
  expect(await evaluated({})).toEqual([{settings: [trained], episodes: 100}]);
  const evaluation = {episodes: 7, at: {length: [20]}};
  const lengths = [20, 50].flatMap((length) => [
    {difficulty: {length}, rows: 4},
    {difficulty: {length}, rows: length === 20 ? 64 : 128},
  ]);
  expect(await evaluated({objective, evaluation})).toEqual([{settings: [trained, ...lengths], episodes: 7}]);
  await expect(evaluated({evaluation: {at: {repeats: [3]}}})).rejects.toThrow(
    'sweep.json: evaluation.at must be a part of the difficulty of the task copy (length), got "repeats"',
  );
});

test('of a grid all points are tried', async () => {
  const choices = {
    units: {type: 'choice', values: [1, 2, 3]},
    rows: {type: 'choice', values: [4, 8]},
  } as const;
  const grid = {run: {}, search: {method: 'grid', space: choices}} as const;
  expect((await readSweep('sweep.json', grid)).points).toBe(6);
  expect((await readSweep('sweep.json', {...grid, search: {...grid.search, points: 4}})).points).toBe(4);
});

test.each<[object, string]>([
  [{more: 1}, 'sweep.json.more must be omitted'],
  [{run: 'copy'}, 'sweep.json: run must be an object'],
  [
    {run: {learningRate: 1}},
    'sweep.json: search.space.learningRate must be an option that run does not have',
  ],
  [{run: {seed: 1}}, 'sweep.json: run.seed must be omitted: seeds says how many there are'],
  [{seeds: 0}, 'sweep.json: seeds must be an integer'],
  [{search: {method: 'annealing', space}}, 'sweep.json: search.method must be'],
  [{search: {method: 'random', space}}, 'sweep.json: search.points must be the number of points'],
  [
    {search: {method: 'random', space: {seed: space.learningRate}, points: 1}},
    'sweep.json: search.space.seed must be omitted',
  ],
  [
    {search: {method: 'grid', space}},
    "sweep.json: search.space.learningRate.type must be 'choice' in a grid",
  ],
  [
    {search: {method: 'random', space: {x: {type: 'number', min: 2, max: 1}}, points: 1}},
    'sweep.json: search.space.x.max must be',
  ],
  [{objective: {type: 'loss'}}, 'sweep.json: objective.type must be'],
  [
    {objective: {type: 'metric', metric: 'bits', at: {length: '5'}}},
    'sweep.json: objective.at.length must be',
  ],
  [{evaluation: {episodes: 0}}, 'sweep.json: evaluation.episodes must be'],
  [{budget: {runs: 1}, seeds: 2}, 'sweep.json: budget.runs must be an integer at least 2'],
  [{budget: {hours: 0}}, 'sweep.json: budget.hours must be'],
  [{stopping: {rule: 'mean'}}, 'sweep.json: stopping.rule must be'],
  [{stopping: {rule: 'median', after: -1}}, 'sweep.json: stopping.after must be'],
  [{stopping: {rule: 'halving', first: 10, factor: 1}}, 'sweep.json: stopping.factor must be'],
])('what is wrong in a configuration is named: %j', async (change, message) => {
  await expect(readSweep('sweep.json', {...config, ...change} as SweepConfig)).rejects.toThrow(message);
});

test('the objective of a run, less is better', () => {
  const metrics = {bits: 3, accuracy: 0.75};
  const measured = {solvedAt: {sequences: 500}, metrics};
  expect(objectiveOf({type: 'solved'}, measured)).toBe(500);
  expect(objectiveOf({type: 'solved'}, {metrics})).toBe(Number.POSITIVE_INFINITY);
  expect(objectiveOf({type: 'metric', metric: 'bits'}, measured)).toBe(3);
  expect(objectiveOf({type: 'metric', metric: 'accuracy', goal: 'maximize'}, measured)).toBe(-0.75);
  expect(objectiveOf({type: 'metric', metric: 'coarse'}, measured)).toBe(Number.POSITIVE_INFINITY);
});

test('of several seeds the median counts, with those that failed', () => {
  expect(objectiveOfSeeds([5, 1, 3])).toBe(3);
  expect(objectiveOfSeeds([5, 1, Number.POSITIVE_INFINITY])).toBe(5);
  expect(objectiveOfSeeds([1, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
});

test('the curve of a run is of the metric that decides', () => {
  const log = [{sequences: 10, metrics: {bits: 3, wrongBits: 2, accuracy: 0.5}}];
  expect(curveOf({type: 'metric', metric: 'bits'}, log, undefined)).toEqual([{sequences: 10, value: 3}]);
  expect(curveOf({type: 'solved'}, log, undefined)).toEqual([{sequences: 10, value: 2}]);
  expect(curveOf({type: 'solved'}, log, {metric: 'accuracy', above: 0.9})).toEqual([
    {sequences: 10, value: -0.5},
  ]);
});
