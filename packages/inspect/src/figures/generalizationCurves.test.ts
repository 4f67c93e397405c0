import {ArgumentError} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import {draw} from '../fixtures/drawing.js';
import {type GeneralizationCurvesArgs, generalizationCurves} from '../index.js';

const ranged = [
  {x: 2, value: 0, low: 0, high: 0},
  {x: 6, value: 0, low: 0, high: 0.5},
  {x: 20, value: 3, low: 1, high: 40},
];

const args: GeneralizationCurvesArgs = {
  series: [
    {name: 'NTM', points: ranged},
    {
      name: 'LSTM',
      points: [
        {x: 2, value: 1},
        {x: 12, value: 9},
      ],
    },
  ],
  xLabel: 'items',
  valueLabel: 'wrong bits per sequence',
  trained: {max: 6},
};

/** The part of the specification that the tests look at. */
interface Figure {
  title: {text: string};
  layer: {
    data: {values: Record<string, number | string>[]};
    mark: {type: string};
    encoding: {
      x: {scale: {domain: number[]}; axis: {title: string}};
      y?: {scale: object; axis: {title: string}};
    };
  }[];
}

const figureOf = (figure: GeneralizationCurvesArgs) => generalizationCurves(figure) as unknown as Figure;

test('the trained range, the bands, and the values', () => {
  const {title, layer} = figureOf(args);
  const [trained, label, bands, values] = layer;
  expect(title.text).toBe('wrong bits per sequence by items');
  expect(layer.map(({mark}) => mark.type)).toEqual(['rect', 'text', 'area', 'line']);
  expect(trained!.data.values).toEqual([{from: 1.5, to: 6.5}]);
  expect(label!.data.values).toEqual([{from: 1.5}]);
  expect(bands!.data.values).toEqual(ranged.map((point) => ({series: 'NTM', ...point})));
  expect(values!.data.values).toEqual([
    ...ranged.map((point) => ({series: 'NTM', ...point})),
    {series: 'LSTM', x: 2, value: 1},
    {series: 'LSTM', x: 12, value: 9},
  ]);
  for (const {encoding} of layer)
    expect(encoding.x).toMatchObject({scale: {domain: [1.5, 20]}, axis: {title: 'items'}});
  expect(values!.encoding.y).toMatchObject({
    scale: {type: 'symlog', domain: [0, 40]},
    axis: {title: 'wrong bits per sequence'},
  });
});

test.each([
  [{min: 4, max: 6}, {from: 3.5, to: 6.5}, [2, 20]],
  [{min: 20, max: 20}, {from: 19.5, to: 20.5}, [2, 20.5]],
  [{min: 1, max: 50}, {from: 0.5, to: 50.5}, [0.5, 50.5]],
  [{max: 1}, {from: 0.5, to: 1.5}, [0.5, 20]],
])('%# the axis holds the trained range and all points', (trained, shaded, domain) => {
  const {title, layer} = figureOf({...args, trained, title: 'Recall', logValue: false});
  expect(title.text).toBe('Recall');
  expect(layer[0]!.data.values).toEqual([shaded]);
  expect(layer[0]!.encoding.x.scale.domain).toEqual(domain);
  expect(layer[3]!.encoding.y!.scale).toMatchObject({type: 'linear', domain: [0, 40]});
});

test('the image', async () => {
  const {texts} = await draw(generalizationCurves(args));
  expect(texts).toEqual(
    expect.arrayContaining([
      'NTM',
      'LSTM',
      'trained range',
      'items',
      'wrong bits per sequence',
      '0.01',
      '10',
    ]),
  );
  await draw(generalizationCurves({...args, series: [{name: 'NTM', points: [{x: 3, value: 0}]}]}));
});

const withPoints = (...points: unknown[]) => ({series: [{name: 'NTM', points}]});

test.each<[object, string]>([
  [{series: []}, 'series must be a list of one or more elements, got []'],
  [withPoints(), 'series[0].points must be a list of one or more elements, got []'],
  [withPoints({x: Number.NaN, value: 1}), 'series[0].points[0].x must be a finite number, got NaN'],
  [withPoints({x: 1}), 'series[0].points[0].value must be a finite number, got undefined'],
  [
    {...withPoints({x: 1, value: -1}), logValue: true},
    'series[0].points[0].value must be a finite number at least 0, got -1',
  ],
  [
    {...withPoints({x: 1, value: 1, low: -1, high: 2}), logValue: true},
    'series[0].points[0].low must be a finite number at least 0 and at most 1, got -1',
  ],
  [
    withPoints({x: 1, value: 1, low: 2, high: 3}),
    'series[0].points[0].low must be a finite number at most 1, got 2',
  ],
  [
    withPoints({x: 1, value: 1, low: 1}),
    'series[0].points[0].high must be a finite number at least 1, got undefined',
  ],
  [
    withPoints({x: 1, value: 1, high: 1}),
    'series[0].points[0].low must be a finite number at most 1, got undefined',
  ],
  [
    withPoints({x: 2, value: 1}, {x: 1, value: 1}),
    'the difficulties of series[0].points[1] must be greater than the one before it, 2, got 1',
  ],
  [{trained: {min: 7, max: 6}}, 'trained.min must be a finite number at most 6, got 7'],
  [{trained: {}}, 'trained.max must be a finite number, got undefined'],
  [{logValue: 'yes'}, 'logValue must be true or false, got "yes"'],
  [{titel: 'x'}, 'figure.titel must be omitted'],
])('%# a wrong argument is named', (part, message) => {
  const call = () => generalizationCurves({...args, ...part} as GeneralizationCurvesArgs);
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});
