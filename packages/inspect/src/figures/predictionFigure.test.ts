import {ArgumentError} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import {draw} from '../fixtures/drawing.js';
import {type PredictionFigureArgs, predictionFigure} from '../index.js';

const args: PredictionFigureArgs = {
  bits: new Float32Array([0, 1, 1]),
  predictions: [0.25, 0.5, 1],
  optimal: [0.5, 0.75, 0.875],
};

/** The part of the specification that the tests look at. */
interface Figure {
  title: {text: string};
  layer: {
    data: {values: Record<string, number | string>[]};
    encoding: {x: {scale: {domain: number[]}}; color?: {scale: object}};
  }[];
}

const figureOf = (figure: PredictionFigureArgs) => predictionFigure(figure) as unknown as Figure;

test('the bits, the estimates of both, and their steps', () => {
  const {title, layer} = figureOf({...args, firstStep: 5});
  const [bits, optimal, network] = layer.map(({data}) => data.values);
  expect(title.text).toBe('Predictions of the next bit');
  expect(figureOf({...args, title: 'N-grams'}).title.text).toBe('N-grams');
  expect(bits).toEqual([
    {step: 5, position: -0.08},
    {step: 6, position: 1.08},
    {step: 7, position: 1.08},
  ]);
  const rows = (series: string, estimates: ArrayLike<number>) =>
    Array.from(estimates, (probability, index) => ({series, step: 5 + index, probability}));
  expect(network).toEqual(rows('network', args.predictions));
  expect(optimal).toEqual(rows('optimal estimator', args.optimal));
  for (const {encoding} of layer) expect(encoding.x.scale.domain).toEqual([4.5, 7.5]);
  expect(figureOf(args).layer[0]!.encoding.x.scale.domain).toEqual([-0.5, 2.5]);
  expect(layer[1]!.encoding.color!.scale).toMatchObject({domain: ['network', 'optimal estimator']});
});

test('the image has a mark for each bit', async () => {
  const {texts, svg} = await draw(predictionFigure(args));
  expect(texts).toEqual(
    expect.arrayContaining(['network', 'optimal estimator', 'probability of a 1', 'time step', '0.25']),
  );
  expect([...svg.matchAll(/stroke="#333333"|fill="#333333"/g)].length).toBeGreaterThanOrEqual(3);
});

test.each<[object, string]>([
  [{bits: []}, 'bits must be one or more bits, got []'],
  [{bits: [0, 1, 0.5]}, 'bits[2] must be 0 or 1, got 0.5'],
  [{predictions: [0, 1]}, 'predictions.length must be 3, one for each bit, got 2'],
  [{optimal: undefined}, 'optimal.length must be 3, one for each bit, got undefined'],
  [{predictions: [0, 1, 1.5]}, 'predictions[2] must be a finite number at least 0 and at most 1, got 1.5'],
  [{optimal: [0, Number.NaN, 1]}, 'optimal[1] must be a finite number at least 0 and at most 1, got NaN'],
  [{firstStep: -1}, 'firstStep must be an integer at least 0, got -1'],
  [{titel: 'x'}, 'figure.titel must be omitted'],
])('%# a wrong argument is named', (part, message) => {
  const call = () => predictionFigure({...args, ...part});
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});
