import {ArgumentError} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import {draw} from '../fixtures/drawing.js';
import {type SortFigureArgs, sortFigure} from '../index.js';
import {fitLine} from './sortFigure.js';

/** The part of the specification that the tests look at. */
interface Figure {
  title: {text: string; subtitle: string[]};
  layer: {
    data: {values: {priority: number; position: number}[]};
    encoding: {
      x: {scale: {domain: number[]}};
      y: {scale: {domain: number[]}; axis: {labelExpr: string; values: number[]}};
    };
  }[];
}

const figureOf = (figure: SortFigureArgs) => sortFigure(figure) as unknown as Figure;

test('the rows by priority, and the line through them', () => {
  const {title, layer} = figureOf({priorities: [-1, 0.5, 1], locations: [10, 16, 18], rows: 128});
  const [line, items] = layer;
  expect(title).toMatchObject({
    text: 'Where items are written',
    subtitle: ['3 items, memory of 128 rows', 'line: least squares, root mean square error 0.0 rows'],
  });
  expect(items!.data.values).toEqual([
    {priority: -1, position: 10},
    {priority: 0.5, position: 16},
    {priority: 1, position: 18},
  ]);
  expect(line!.data.values).toEqual([
    {priority: -1, position: 10},
    {priority: 1, position: 18},
  ]);
  expect(items!.encoding.x.scale.domain).toEqual([-1, 1]);
  expect(items!.encoding.y.scale.domain).toEqual([7.5, 20.5]);
});

test('rows past the last one continue at row 0, and so does the line', () => {
  const {title, layer} = figureOf({
    priorities: new Float32Array([0, 1, 0.5]),
    locations: [30, 2, 0],
    rows: 32,
    title: 'Sorting',
  });
  expect(title.text).toBe('Sorting');
  expect(layer[1]!.data.values.map(({position}) => position)).toEqual([30, 34, 32]);
  expect(layer[0]!.data.values.map(({position}) => position)).toEqual([30, 34]);
  expect(layer[1]!.encoding.y).toMatchObject({
    scale: {domain: [27.5, 36.5]},
    axis: {labelExpr: 'datum.value % 32'},
  });
});

test('the image', async () => {
  const {texts, elements} = await draw(
    sortFigure({priorities: [-0.5, 0, 0.5, 1], locations: [120, 126, 3, 10], rows: 128}),
  );
  expect(texts).toEqual(expect.arrayContaining(['priority', 'memory row written to most', '0', '120']));
  expect(elements.filter((name) => name === 'path').length).toBeGreaterThanOrEqual(5);
  // A model that has learned nothing may write to one row only.
  await draw(sortFigure({priorities: [0, 1], locations: [3, 3], rows: 4}));
});

test.each<[object, string]>([
  [{rows: 0}, 'rows must be a positive integer, got 0'],
  [{priorities: [1, 1]}, 'priorities must be at least two different numbers, got [1,1]'],
  [{priorities: undefined}, 'priorities must be a list of numbers, got undefined'],
  [{priorities: [0, Number.NaN]}, 'priorities[1] must be a finite number, got NaN'],
  [{locations: [1]}, 'locations.length must be 2, one for each priority, got 1'],
  [{locations: [1, 8]}, 'locations[1] must be an integer at least 0 and at most 7, got 8'],
  [{titel: 'x'}, 'figure.titel must be omitted'],
])('%# a wrong argument is named', (part, message) => {
  const call = () => sortFigure({priorities: [0, 1], locations: [0, 1], rows: 8, ...part});
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});

import fc from 'fast-check';

test('points on a line, and points beside one', () => {
  expect(fitLine([-1, 0, 2], [5, 3, -1])).toEqual({intercept: 3, slope: -2, error: 0});
  // By hand: means 1 and 2, Σ (x − 1)(y − 2) = 3, Σ (x − 1)² = 2.
  const {intercept, slope, error} = fitLine([0, 1, 2], [1, 1, 4]);
  expect([intercept, slope]).toEqual([0.5, 1.5]);
  expect(error).toBeCloseTo(Math.sqrt((0.25 + 1 + 0.25) / 3), 12);
});

test('no other line is closer', () => {
  const points = fc.array(fc.tuple(fc.integer({min: -20, max: 20}), fc.integer({min: -20, max: 20})), {
    minLength: 2,
    maxLength: 8,
  });
  fc.assert(
    fc.property(points, (pairs) => {
      const xs = pairs.map(([x]) => x);
      const ys = pairs.map(([, y]) => y);
      fc.pre(new Set(xs).size > 1);
      const {intercept, slope, error} = fitLine(xs, ys);
      const errorOf = (a: number, b: number) =>
        Math.sqrt(pairs.reduce((sum, [x, y]) => sum + (y - a - b * x) ** 2, 0) / pairs.length);
      expect(error).toBeCloseTo(errorOf(intercept, slope), 9);
      for (const step of [-0.01, 0.01]) {
        expect(errorOf(intercept + step, slope)).toBeGreaterThanOrEqual(error - 1e-12);
        expect(errorOf(intercept, slope + step)).toBeGreaterThanOrEqual(error - 1e-12);
      }
    }),
  );
});
