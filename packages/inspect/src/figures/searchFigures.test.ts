import {ArgumentError} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import {draw} from '../fixtures/drawing.js';
import {optionFigure, parallelCoordinates, type SearchFigureArgs} from '../index.js';

const args: SearchFigureArgs = {
  options: [
    {name: 'learningRate', min: 1e-5, max: 1e-1, scale: 'log'},
    {name: 'units', min: 0, max: 100},
    {name: 'optimizer', values: ['adam', 'adamw']},
  ],
  points: [
    {options: {learningRate: 1e-3, units: 0, optimizer: 'adam'}, value: 20, low: 10, high: 50},
    {options: {learningRate: 1e-5, units: 100, optimizer: 'adamw'}},
    {options: {learningRate: 1e-1, units: 50, optimizer: 'adamw'}, value: 10},
    {options: {learningRate: 1e-2, units: 25, optimizer: 'adam'}, value: 40, early: true},
  ],
  valueLabel: 'wrong bits',
};

interface Layer {
  readonly data: {readonly values: readonly Record<string, unknown>[]};
  readonly mark: {readonly type: string; readonly filled?: boolean};
  readonly encoding: {readonly color: {readonly scale: object}; readonly x: {readonly scale: object}};
}

const parallel = (figure: SearchFigureArgs) => parallelCoordinates(figure) as unknown as {layer: Layer[]};
const panels = (figure: SearchFigureArgs) =>
  (optionFigure(figure) as unknown as {concat: {layer: Layer[]}[]}).concat;

/** The positions of the corners of each line. */
function linesOf({data}: Layer): number[][] {
  const lines = new Map<unknown, number[]>();
  for (const {point, position} of data.values) {
    lines.set(point, [...(lines.get(point) ?? []), Number((position as number).toFixed(3))]);
  }
  return [...lines.values()];
}

test('a line for each point, the worst first, on axes from their least to their greatest value', () => {
  const [failed, valued, best] = parallel(args).layer;
  // The last but one is a choice, over whose part lines are spread; objectives are from 0 to 40.
  expect(linesOf(failed!)).toEqual([[0, 1, expect.closeTo(0.75, 0)]]);
  expect(linesOf(valued!).map((line) => line.toSpliced(2, 1))).toEqual([
    [0.75, 0.25, 1],
    [0.5, 0, 0.5],
    [1, 0.5, 0.25],
  ]);
  for (const line of linesOf(valued!).slice(0, 2)) expect(Math.abs(line[2]! - 0.25)).toBeLessThan(0.11);
  expect(linesOf(best!)).toEqual([linesOf(valued!)[2]]);
  expect(valued!.encoding.color.scale).toMatchObject({type: 'linear', reverse: false});
});

test('where more is better, the greatest is the best', () => {
  const [, valued, best] = parallel({...args, better: 'higher'}).layer;
  expect(best!.data.values.at(-1)!.value).toBe(40);
  expect(valued!.encoding.color.scale).toMatchObject({reverse: true});
});

test('a panel for each option: the seeds, the points, those that ended early, the best, those without a value', () => {
  const [rate, units, optimizer] = panels(args);
  const values = (layer: Layer) => layer.data.values.map(({x, value}) => [x, value]);
  const [seeds, whole, early, best, missing] = rate!.layer;
  expect(seeds!.data.values).toMatchObject([{x: 1e-3, low: 10, high: 50}]);
  expect(values(whole!)).toEqual([
    [1e-1, 10],
    [1e-3, 20],
  ]);
  expect(values(early!)).toEqual([[1e-2, 40]]);
  expect([whole!.mark.filled, early!.mark.filled]).toEqual([true, undefined]);
  expect(values(best!)).toEqual([[1e-1, 10]]);
  expect(missing!.data.values).toMatchObject([{x: 1e-5}]);
  expect(whole!.encoding.x.scale).toMatchObject({type: 'log', domain: [1e-5, 1e-1]});
  expect(units!.layer[1]!.encoding.x.scale).toMatchObject({type: 'linear', domain: [0, 100]});
  expect(optimizer!.layer.at(-1)!.mark.type).toBe('tick');
  expect(values(optimizer!.layer.at(-1)!)).toEqual([
    ['adamw', 10],
    ['adam', 30],
  ]);
});

test('drawn, the labels are choices and round numbers', async () => {
  const {texts} = await draw(parallelCoordinates(args));
  expect(texts).toEqual(
    expect.arrayContaining(['0.00001', '0.001', '0.1', '20', '100', 'adam', 'adamw', 'learningRate']),
  );
  expect(texts).toContain('wrong bits by options');
  expect((await draw(optionFigure(args))).texts).toEqual(
    expect.arrayContaining(['wrong bits by each option', 'units', 'adamw']),
  );
});

test.each<[string, SearchFigureArgs]>([
  ['one point', {...args, points: args.points.slice(0, 1)}],
  [
    'a range with one value',
    {
      ...args,
      options: [
        {name: 'units', min: 0, max: 100},
        {name: 'rows', min: 8, max: 8},
      ],
      points: [{options: {units: 1, rows: 8}, value: 0}],
    },
  ],
  [
    'objectives over several powers of ten, and 0',
    {
      ...args,
      points: args.points.map((point, index) => ({options: point.options, value: [1e-4, 3, 0, 800][index]!})),
    },
  ],
  [
    'negative objectives',
    {...args, points: args.points.map(({options}, index) => ({options, value: -index}))},
  ],
])('%s can be drawn', async (_, figure) => {
  await draw(parallelCoordinates(figure));
  await draw(optionFigure(figure));
});

test.each<[string, Partial<SearchFigureArgs>, string]>([
  ['no option', {options: []}, 'options must be a list of one or more'],
  [
    'a name twice',
    {
      options: [
        {name: 'units', min: 0, max: 100},
        {name: 'units', values: [1]},
      ],
    },
    'options must be',
  ],
  [
    'a logarithmic range from 0',
    {options: [{name: 'units', min: 0, max: 100, scale: 'log'}]},
    'options[0].min must be',
  ],
  [
    'a value out of its range',
    {options: [{name: 'units', min: 0, max: 50}]},
    'points[1].options.units must be',
  ],
  [
    'a choice that there is not',
    {options: [{name: 'optimizer', values: ['adam']}]},
    'points[1].options.optimizer must be one of adam, got "adamw"',
  ],
  ['no value', {points: args.points.slice(1, 2)}, 'points must be a list in which one has a value'],
  ['a lowest value above the median', {points: [{...args.points[0]!, low: 30}]}, 'points[0].low must be'],
  [
    'a spread without a value',
    {points: [args.points[0]!, {options: args.points[0]!.options, low: 1, high: 2}]},
    'points[1].value must be',
  ],
])('%s is an error', (_, change, message) => {
  for (const figure of [parallelCoordinates, optionFigure]) {
    expect(() => figure({...args, ...change})).toThrow(ArgumentError);
    expect(() => figure({...args, ...change})).toThrow(message);
  }
});
