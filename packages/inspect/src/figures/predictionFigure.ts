import {ArgumentError, requireInteger, requireKeys, requireNumber} from '@ntmjs/arguments';
import type {TopLevelSpec} from 'vega-lite';
import {requireTexts} from './figureArgs.js';
import {FIGURE_WIDTH, figureHead} from './layout.js';
import {seriesColors} from './series.js';

/** A part of a sequence of bits, with predictions of each. */
export interface PredictionFigureArgs {
  /** The bits, 0 or 1 each, `[steps]`. */
  readonly bits: ArrayLike<number>;
  /** The network's probability of a 1 for each bit, from 0 to 1, `[steps]`. */
  readonly predictions: ArrayLike<number>;
  /** The same of the optimal estimator. */
  readonly optimal: ArrayLike<number>;
  /** The number of the first step in its sequence; defaults to 0. */
  readonly firstStep?: number | undefined;
  /** The title; defaults to `Predictions of the next bit`. */
  readonly title?: string | undefined;
}

const NETWORK = 'network';
const OPTIMAL = 'optimal estimator';

/**
 * A network's predictions and those of the optimal estimator, with the bits as marks: ones above the plot and zeros below it.
 *
 * @param args the bits, both predictions of each, and the labels
 * @returns a Vega-Lite specification with its data, for `toSvg` or any Vega-Lite renderer
 * @throws ArgumentError if there are no bits, the number of predictions differs, or a value is not a bit or a probability
 * @see Graves et al. 2014, figure 14
 */
export function predictionFigure(args: PredictionFigureArgs): TopLevelSpec {
  requirePredictions(args);
  const {bits, predictions, optimal, firstStep = 0, title = 'Predictions of the next bit'} = args;
  const steps = bits.length;
  const x = {
    field: 'step',
    type: 'quantitative' as const,
    scale: {domain: [firstStep - 0.5, firstStep + steps - 0.5], nice: false, zero: false},
    axis: {title: 'time step', titleFontSize: 12, labelFontSize: 11, tickMinStep: 1, format: 'd'},
  };
  const y = {
    type: 'quantitative' as const,
    scale: {domain: [-0.12, 1.12], nice: false, zero: false},
    axis: {
      title: 'probability of a 1',
      values: [0, 0.25, 0.5, 0.75, 1],
      grid: true,
      gridColor: '#e6e6e6',
      format: '.2f',
      titleFontSize: 12,
      labelFontSize: 11,
    },
  };
  const color = seriesColors([NETWORK, OPTIMAL]);
  const lineLayer = (series: string, estimates: ArrayLike<number>, strokeWidth: number) => ({
    data: {
      values: Array.from(estimates, (probability, index) => ({series, step: firstStep + index, probability})),
    },
    mark: {type: 'line' as const, interpolate: 'step' as const, strokeWidth, aria: false},
    encoding: {x, y: {...y, field: 'probability'}, color},
  });
  return {
    ...figureHead(
      title,
      ['bars: the bits, 1 above and 0 below'],
      `${title}: the network and the optimal estimator by time step`,
    ),
    width: FIGURE_WIDTH,
    height: 220,
    layer: [
      {
        data: {
          values: Array.from(bits, (bit, index) => ({step: firstStep + index, position: bit ? 1.08 : -0.08})),
        },
        mark: {type: 'tick', orient: 'vertical', size: 9, thickness: 2, color: '#333333', aria: false},
        encoding: {x, y: {...y, field: 'position'}},
      },
      lineLayer(OPTIMAL, optimal, 2.5),
      lineLayer(NETWORK, predictions, 1.5),
    ],
  };
}

function requirePredictions(args: PredictionFigureArgs): void {
  const {bits, predictions, optimal, firstStep} = requireKeys('figure', args, [
    'bits',
    'predictions',
    'optimal',
    'firstStep',
    'title',
  ]);
  requireTexts({title: args.title});
  if (typeof bits !== 'object' || !(bits?.length > 0))
    throw new ArgumentError('bits', 'one or more bits', bits);
  if (firstStep !== undefined) requireInteger('firstStep', firstStep, {min: 0});
  for (const [name, list] of Object.entries({predictions, optimal})) {
    if (typeof list !== 'object' || list?.length !== bits.length)
      throw new ArgumentError(`${name}.length`, `${bits.length}, one for each bit`, list?.length);
    for (let step = 0; step < bits.length; step++)
      requireNumber(`${name}[${step}]`, list[step], {min: 0, max: 1});
  }
  for (let step = 0; step < bits.length; step++)
    if (bits[step] !== 0 && bits[step] !== 1) throw new ArgumentError(`bits[${step}]`, '0 or 1', bits[step]);
}
