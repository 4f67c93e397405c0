import {RandomStream} from '@ntmjs/tasks';
import {describe, expect, test} from 'vitest';
import {gridSampler} from './grid.js';
import {parzenEstimator} from './parzen.js';
import {randomSampler} from './random.js';
import type {Observation, Sampler} from './sampler.js';
import type {Point, Space} from './space.js';
import {tpeSampler} from './tpe.js';

const nothing = {observed: [], pending: []};

describe('a grid', () => {
  const space: Space = {
    rate: {type: 'choice', values: [0.1, 0.01]},
    activation: {type: 'choice', values: ['tanh', 'linear', 'sigmoid']},
  };

  test('has every combination once, the last option first', () => {
    const grid = gridSampler(space);
    const points: Point[] = [];
    for (;;) {
      const observed = points.slice(0, 2).map((point) => ({point, value: 0}));
      const point = grid.next({observed, pending: points.slice(2)}, new RandomStream(1));
      if (point === undefined) break;
      points.push(point);
    }
    expect(points).toHaveLength(grid.size!);
    expect(points.map((point) => Object.values(point).join(' '))).toEqual([
      '0.1 tanh',
      '0.1 linear',
      '0.1 sigmoid',
      '0.01 tanh',
      '0.01 linear',
      '0.01 sigmoid',
    ]);
  });

  test('has no ranges of numbers, and not more than a million points', () => {
    expect(() => gridSampler({rate: {type: 'number', min: 0, max: 1}})).toThrow(
      "space.rate.type must be 'choice' in a grid",
    );
    const values = Array.from({length: 1001}, (_, index) => index);
    const range = {type: 'choice', values} as const;
    expect(() => gridSampler({a: range, b: range})).toThrow('space must be a grid of at most 1000000 points');
  });
});

test('random points are spread over each range, equally for equal seeds', () => {
  const space: Space = {
    rate: {type: 'number', min: 1e-4, max: 1, scale: 'log'},
    units: {type: 'integer', min: 1, max: 4},
  };
  const draw = (seed: number) => {
    const random = new RandomStream(seed);
    return Array.from({length: 400}, () => randomSampler(space).next(nothing, random)!);
  };
  const points = draw(1);
  expect(points).toEqual(draw(1));
  expect(points).not.toEqual(draw(2));
  const decade = (from: number) =>
    points.filter(({rate}) => (rate as number) >= from && (rate as number) < 10 * from);
  for (const from of [1e-4, 1e-3, 1e-2, 1e-1]) expect(Math.abs(decade(from).length - 100)).toBeLessThan(35);
  for (const count of [1, 2, 3, 4]) {
    expect(Math.abs(points.filter(({units}) => units === count).length - 100)).toBeLessThan(35);
  }
});

describe('the density of Parzen', () => {
  test.each([[[]], [[0.5]], [[0, 0.1, 0.1, 0.9, 1]]])(
    'has the integral 1, and draws follow it: %j',
    (positions) => {
      const parzen = parzenEstimator(positions);
      const bins = 20;
      const random = new RandomStream(3);
      const draws = Array.from({length: 20_000}, () => parzen.draw(random));
      let integral = 0;
      for (let bin = 0; bin < bins; bin++) {
        let share = 0;
        for (let part = 0; part < 50; part++)
          share += parzen.density((bin + (part + 0.5) / 50) / bins) / 50 / bins;
        integral += share;
        const drawn =
          draws.filter((draw) => Math.min(bins - 1, Math.floor(draw * bins)) === bin).length / draws.length;
        expect(Math.abs(drawn - share)).toBeLessThan(0.01);
      }
      expect(integral).toBeCloseTo(1, 3);
    },
  );

  test('of choices has a part of the prior in each', () => {
    const parzen = parzenEstimator([0.1, 0.1, 0.9], 4);
    const shares = [0.1, 0.3, 0.6, 0.9].map((position) => parzen.density(position) / 4);
    expect(shares).toEqual([9 / 16, 1 / 16, 1 / 16, 5 / 16].map((share) => expect.closeTo(share, 12)));
  });
});

describe('the tree-structured Parzen estimator', () => {
  /** The best objective after so many points, over some seeds. */
  function best(sampler: Sampler, objective: (point: Point) => number, points: number): number[] {
    return Array.from({length: 20}, (_, seed) => {
      const random = new RandomStream(seed);
      const observed: Observation[] = [];
      for (let count = 0; count < points; count++) {
        const point = sampler.next({observed, pending: []}, random)!;
        observed.push({point, value: objective(point)});
      }
      return Math.min(...observed.map(({value}) => value));
    });
  }
  const middle = (values: readonly number[]) =>
    values.toSorted((one, other) => one - other)[values.length / 2]!;

  const number = {type: 'number', min: -5, max: 10} as const;

  // Known functions, with the most that the median over 20 seeds may be of that of random search after as many points.
  test.each<[string, Space, (point: Point) => number, number]>([
    [
      'a bowl in four dimensions',
      {a: number, b: number, c: number, d: number},
      (point) => Object.values(point).reduce<number>((sum, x) => sum + ((x as number) - 2) ** 2, 0),
      0.35,
    ],
    [
      'the function of Branin',
      {x: number, y: {type: 'number', min: 0, max: 15}},
      ({x, y}) => branin(x as number, y as number) - 0.397887,
      0.5,
    ],
    [
      'a rate on a logarithmic scale, with a choice and an integer',
      {
        rate: {type: 'number', min: 1e-6, max: 1, scale: 'log'},
        optimizer: {type: 'choice', values: ['adam', 'sgd', 'rmsprop', 'adagrad']},
        units: {type: 'integer', min: 1, max: 200},
      },
      ({rate, optimizer, units}) =>
        (Math.log10(rate as number) + 3) ** 2 +
        (optimizer === 'rmsprop' ? 0 : 1) +
        (((units as number) - 60) / 60) ** 2,
      0.35,
    ],
  ])('beats random search on %s', (_, space, objective, most) => {
    const learned = middle(best(tpeSampler(space), objective, 80));
    const drawn = middle(best(randomSampler(space), objective, 80));
    expect(learned / drawn).toBeLessThan(most);
  });

  test('chooses other points while some are pending, and equal ones for equal seeds', () => {
    const space: Space = {x: number};
    const observed = Array.from({length: 12}, (_, index) => ({
      point: {x: index - 4},
      value: (index - 6) ** 2,
    }));
    const sampler = tpeSampler(space);
    const pending: Point[] = [];
    for (let count = 0; count < 5; count++)
      pending.push(sampler.next({observed, pending}, new RandomStream(count))!);
    expect(new Set(pending.map(({x}) => x)).size).toBe(5);
    const again = () => sampler.next({observed, pending}, new RandomStream(9));
    expect(again()).toEqual(again());
  });

  test('points that failed are not looked for', () => {
    const random = new RandomStream(1);
    const observed: Observation[] = [];
    const sampler = tpeSampler({x: {type: 'number', min: 0, max: 1}});
    for (let count = 0; count < 60; count++) {
      const point = sampler.next({observed, pending: []}, random)!;
      const x = point.x as number;
      observed.push({point, value: x > 0.5 ? Number.POSITIVE_INFINITY : x});
    }
    expect(observed.slice(10).filter(({value}) => value === Number.POSITIVE_INFINITY).length).toBeLessThan(
      15,
    );
  });
});

/** Branin's function, with three minima of 0.397887. */
function branin(x: number, y: number): number {
  const curve = y - (5.1 * x ** 2) / (4 * Math.PI ** 2) + (5 * x) / Math.PI - 6;
  return curve ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
}
