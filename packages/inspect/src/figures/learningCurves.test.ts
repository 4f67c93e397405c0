import {ArgumentError} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import {draw} from '../fixtures/drawing.js';
import {type LearningCurvesArgs, learningCurves, type TrainingRun} from '../index.js';

/** A run that falls from 80 by a factor a point, with a point every thousand sequences. */
const falling = (seed: number, points: number, factor: number): TrainingRun => ({
  seed,
  points: Array.from({length: points}, (_, index) => ({
    sequences: 1000 * (index + 1),
    value: 80 * factor ** index,
  })),
});

const args: LearningCurvesArgs = {
  series: [
    {name: 'LSTM controller', runs: [falling(1, 3, 0.5), falling(2, 4, 0.25), falling(3, 3, 0)]},
    {name: 'LSTM', runs: [falling(1, 6, 0.75)]},
  ],
};

/** The part of the specification that the tests look at. */
interface Figure {
  title: {text: string; subtitle: string[]};
  layer: {
    data: {values: Record<string, number | string>[]};
    mark: {type: string; text?: string; baseline?: string};
    encoding: {
      x?: {scale: object};
      y: {field: string; scale: {type: string; domain: number[]}; axis: {title: string}};
      color?: {scale: object};
    };
  }[];
}

const figureOf = (figure: LearningCurvesArgs) => learningCurves(figure) as unknown as Figure;

test('a band from the lowest to the highest, thin lines, and the median', () => {
  const {title, layer} = figureOf(args);
  const [band, single, median, ...rest] = layer;
  expect(rest).toEqual([]);
  expect(title.text).toBe('Learning curves');
  expect(title.subtitle).toEqual([
    '1 to 3 seeds each',
    'line: median; band: lowest to highest; thin lines: single seeds',
  ]);
  expect(layer.map(({mark, encoding}) => [mark.type, encoding.y.field])).toEqual([
    ['area', 'low'],
    ['line', 'value'],
    ['line', 'median'],
  ]);
  const summary = [
    {series: 'LSTM controller', thousands: 1, low: 80, median: 80, high: 80},
    {series: 'LSTM controller', thousands: 2, low: 0, median: 20, high: 40},
    {series: 'LSTM controller', thousands: 3, low: 0, median: 5, high: 20},
    {series: 'LSTM controller', thousands: 4, low: 1.25, median: 1.25, high: 1.25},
    ...falling(1, 6, 0.75).points.map(({sequences, value}) => ({
      series: 'LSTM',
      thousands: sequences / 1000,
      low: value,
      median: value,
      high: value,
    })),
  ];
  expect(band!.data.values).toEqual(summary);
  expect(median!.data.values).toEqual(summary);
  expect(single!.data.values).toEqual(
    args.series[0]!.runs.flatMap(({seed, points}) =>
      points.map(({sequences, value}) => ({
        series: 'LSTM controller',
        seed,
        thousands: sequences / 1000,
        value,
      })),
    ),
  );
  for (const {encoding} of layer) {
    expect(encoding.x!.scale).toMatchObject({domain: [0, 6]});
    expect(encoding.y.scale).toMatchObject({type: 'symlog', domain: [0, 80]});
    expect(encoding.y.axis.title).toBe('cost (bits per sequence)');
    expect(encoding.color!.scale).toEqual({
      domain: ['LSTM controller', 'LSTM'],
      range: ['#0072b2', '#d55e00'],
    });
  }
});

test('four runs and more are not drawn one by one', () => {
  const runs = [1, 2, 3, 4].map((seed) => falling(seed, 2, 0.5));
  const {title, layer} = figureOf({series: [{name: 'NTM', runs}]});
  expect(title.subtitle).toEqual(['4 seeds each', 'line: median; band: lowest to highest']);
  expect(layer[1]!.data.values).toEqual([]);
});

test('lines at the threshold and the optimum, and an upper end', () => {
  const series = [{name: 'NTM', runs: [falling(1, 2, 0.75)]}];
  const figure = {series, title: 'N-grams', valueLabel: 'cost (bits)', logValue: false};
  const {title, layer} = figureOf({...figure, threshold: 42, optimum: 41, maxValue: 70});
  expect(title).toMatchObject({text: 'N-grams', subtitle: ['one seed each']});
  expect(layer[0]!.encoding.y).toMatchObject({
    scale: {type: 'linear', domain: [41, 70]},
    axis: {title: 'cost (bits)'},
  });
  const levels = layer
    .slice(3)
    .map(({data, mark}) => [data.values[0]!.value, mark.type, mark.text, mark.baseline]);
  expect(levels).toEqual([
    [42, 'rule', undefined, undefined],
    [42, 'text', 'solved below 42', 'bottom'],
    [41, 'rule', undefined, undefined],
    [41, 'text', 'optimum 41', 'top'],
  ]);
  expect(figureOf({...figure, optimum: 10}).layer.at(-1)!.mark).toMatchObject({baseline: 'middle'});
  expect(figureOf({...figure, optimum: 10}).layer[0]!.encoding.y.scale.domain).toEqual([0, 80]);
});

test.each<[string, Partial<LearningCurvesArgs>, string[]]>([
  ['many decades', {threshold: 0.1}, ['LSTM controller', 'LSTM', 'solved below 0.1', '0.01', '10']],
  ['a linear axis', {logValue: false, maxValue: 50, optimum: 3}, ['optimum 3', '50']],
  ['one run each', {series: [args.series[1]!]}, ['one seed each', 'training sequences (thousands)']],
])('the image of %s', async (_, part, labels) => {
  const {texts, elements} = await draw(learningCurves({...args, ...part}));
  expect(texts).toEqual(expect.arrayContaining(labels));
  expect(elements.filter((name) => name === 'path').length).toBeGreaterThan(2);
});

test('eight models on one task have one line each', async () => {
  const series = Array.from({length: 8}, (_, index) => ({...args.series[1]!, name: `model ${index}`}));
  const {svg, texts} = await draw(learningCurves({series}));
  expect(texts).toEqual(expect.arrayContaining(series.map(({name}) => name)));
  const lines = [...svg.matchAll(/<path d="[^"]*" stroke="(#\w{6})" stroke-width="2"/g)];
  expect(new Set(lines.map(([, color]) => color)).size).toBe(8);
});

const [run] = args.series[1]!.runs;
const withRuns = (...runs: unknown[]) => ({series: [{name: 'NTM', runs}]});
const withPoints = (...points: unknown[]) => withRuns({seed: 1, points});

test.each<[object, string]>([
  [{series: []}, 'series must be a list of one or more elements, got []'],
  [
    {series: [args.series[1], args.series[1]]},
    'series must be at most 8, each with a name of its own, got ["LSTM","LSTM"]',
  ],
  [
    {series: Array.from({length: 9}, (_, index) => ({...args.series[1], name: `${index}`}))},
    'series must be at most 8, each with a name of its own',
  ],
  [withRuns(), 'series[0].runs must be a list of one or more elements, got []'],
  [withRuns(run, run), 'series[0].runs[1].seed must be different from those before it, got 1'],
  [withPoints(), 'series[0].runs[0].points must be a list of one or more elements, got []'],
  [
    withPoints({sequences: -1, value: 1}),
    'series[0].runs[0].points[0].sequences must be a finite number at least 0, got -1',
  ],
  [
    withPoints({sequences: 1, value: Number.NaN}),
    'series[0].runs[0].points[0].value must be a finite number, got NaN',
  ],
  [
    {...withPoints({sequences: 1, value: -1}), logValue: true},
    'series[0].runs[0].points[0].value must be a finite number at least 0, got -1',
  ],
  [
    withPoints({sequences: 5, value: 1}, {sequences: 5, value: 1}),
    'the sequences of series[0].runs[0].points[1] must be greater than the one before it, 5, got 5',
  ],
  [{threshold: '1'}, 'threshold must be a finite number, got "1"'],
  [{optimum: Infinity}, 'optimum must be a finite number, got Infinity'],
  [{maxValue: -1, logValue: true}, 'maxValue must be a finite number at least 0, got -1'],
  [{logValue: 1}, 'logValue must be true or false, got 1'],
  [{titel: 'x'}, 'figure.titel must be omitted'],
])('%# a wrong argument is named', (part, message) => {
  const call = () => learningCurves({...args, ...part});
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});
