import type {TopLevelSpec} from 'vega-lite';
import {valueAxis} from './axes.js';
import {FIGURE_WIDTH, figureHead, labelWidth} from './layout.js';
import {positionOn, type Tick, ticksOn} from './optionAxes.js';
import {
  isValued,
  rankedPoints,
  requireSearch,
  type SearchedOption,
  type SearchedPoint,
  type SearchFigureArgs,
} from './searchedPoints.js';

const HEIGHT = 300;

/** The part of the space of a choice over which lines are spread, so that they can be told apart. */
const SPREAD = 0.4;

/** The number of points above which lines are thin. */
const MANY_POINTS = 60;

/** Viridis without its yellow, which is too light for a line on white. */
const VIRIDIS = {name: 'viridis' as const, extent: [0, 0.87]};

/** A corner of the line of a point: where it crosses an axis. */
interface Vertex {
  readonly point: number;
  readonly axis: number;
  /** From 0, at the bottom, to 1. */
  readonly position: number;
  readonly value?: number | undefined;
}

/**
 * Parallel coordinates of the points of a search: an axis for each option and one for the objective, and a line for each point, whose
 * color is the objective, darker where it is better, and black for the best. A choice is a part of its axis, over which lines are spread.
 * Points without a value are dashed, up to the last option.
 *
 * @param args the options, the points and the labels
 * @returns a Vega-Lite specification with its data, for `toSvg` or any Vega-Lite renderer
 * @throws ArgumentError if there is no option, two have the same name, no point has a value, a value is out of its range, or a number is not
 *   finite or is below 0 on a logarithmic axis
 * @see Inselberg, The plane with parallel coordinates (1985)
 */
export function parallelCoordinates(args: SearchFigureArgs): TopLevelSpec {
  requireSearch(args);
  const {options, points, valueLabel, better = 'lower', title = `${valueLabel} by options`} = args;
  const ranked = rankedPoints(args);
  const objective = objectiveAxis(
    valueLabel,
    ranked.map(({value}) => value),
    args.logValue,
  );
  // The best is drawn last, above the others.
  const drawn = [...points.filter((point) => !isValued(point)), ...ranked.toReversed()];
  const vertices = drawn.flatMap((point, index) => verticesOf(point, index, options, objective.positionOf));
  const axes = [...options.map((option) => ({name: option.name, ticks: ticksOn(option)})), objective];
  const labels = axes.map(({ticks}, axis) => ticks.map((tick) => ({axis, ...tick})));
  const widest = labelWidth([...labels.flat().map(({label}) => label), ...axes.map(({name}) => name)]);
  const x = {
    field: 'axis',
    type: 'quantitative' as const,
    scale: {domain: [0, options.length], nice: false},
    axis: null,
  };
  const y = {
    field: 'position',
    type: 'quantitative' as const,
    scale: {domain: [0, 1], nice: false},
    axis: null,
  };
  const encoding = {x, y, detail: {field: 'point', type: 'nominal' as const}};
  const failed = points.length - ranked.length;
  return {
    ...figureHead(
      title,
      [
        `a line for each point, darker where the objective is better (${better}), black for the best`,
        ...(failed > 0 ? [`dashed: points without a value`] : []),
      ],
      `${title}: parallel coordinates of ${points.length} points`,
    ),
    width: Math.max(FIGURE_WIDTH, options.length * Math.max(90, widest + 16)),
    height: HEIGHT,
    padding: {left: widest + 10, right: widest + 10, top: 5, bottom: 8},
    layer: [
      {
        data: {values: vertices.filter(({value}) => value === undefined)},
        mark: {type: 'line', color: '#888888', opacity: 0.6, strokeWidth: 1, strokeDash: [4, 3], aria: false},
        encoding,
      },
      {
        data: {values: vertices.filter(({value}) => value !== undefined)},
        mark: {
          type: 'line',
          opacity: points.length > MANY_POINTS ? 0.5 : 0.9,
          strokeWidth: points.length > MANY_POINTS ? 1 : 1.6,
          aria: false,
        },
        encoding: {
          ...encoding,
          color: {
            field: 'value',
            type: 'quantitative',
            scale: {...objective.scale, nice: false, scheme: VIRIDIS, reverse: better === 'higher'},
            legend: null,
          },
        },
      },
      {
        data: {values: vertices.filter(({point}) => point === drawn.length - 1)},
        mark: {type: 'line', color: '#000000', strokeWidth: 3, aria: false},
        encoding,
      },
      {
        data: {values: axes.map((_, axis) => ({axis}))},
        mark: {type: 'rule', color: '#666666', aria: false},
        encoding: {x},
      },
      ...labelLayers(labels.slice(0, -1).flat(), 'right', {x, y}),
      ...labelLayers(labels.at(-1)!, 'left', {x, y}),
      {
        data: {values: axes.map(({name}, axis) => ({axis, name}))},
        mark: {
          ...{type: 'text', align: 'center', baseline: 'bottom', y: HEIGHT, dy: 22},
          ...{fontSize: 12, fontWeight: 'bold', color: '#333333', aria: false},
        },
        encoding: {x, text: {field: 'name'}},
      },
    ],
  };
}

/** The axis of the objective, with the scale of its colors. */
function objectiveAxis(name: string, values: readonly number[], log: boolean | undefined) {
  const {scale, axis} = valueAxis({label: name, values, log});
  const [low, high] = scale.domain as [number, number];
  const along = (value: number) =>
    scale.type === 'symlog' ? Math.log1p(value / scale.constant) : value - low;
  const positionOf = (value: number) => along(value) / along(high);
  const ticks: readonly Tick[] =
    'values' in axis
      ? axis.values
          .filter((value) => value <= high)
          .map((value) => ({position: positionOf(value), label: String(value)}))
      : ticksOn({name, min: low, max: high});
  return {name, scale, positionOf, ticks};
}

/** The corners of the line of a point. */
function verticesOf(
  {options: given, value}: SearchedPoint,
  point: number,
  options: readonly SearchedOption[],
  positionOf: (value: number) => number,
): Vertex[] {
  const vertices = options.map((option, axis) => {
    const position = positionOn(option, given[option.name]!) + offsetOf(option, point);
    return {point, axis, position, value};
  });
  if (value === undefined) return vertices;
  return [...vertices, {point, axis: options.length, position: positionOf(value), value}];
}

/** How far the line of a point is from the middle of its choice: multiples of the golden ratio spread any number of lines evenly. */
function offsetOf(option: SearchedOption, point: number): number {
  if (!('values' in option)) return 0;
  const share = (point * 0.618_033_988_75) % 1;
  return ((share - 0.5) * SPREAD) / option.values.length;
}

/** Labels at axes, which white edges keep readable on lines. */
function labelLayers<Encoding extends object>(
  labels: readonly (Tick & {readonly axis: number})[],
  align: 'left' | 'right',
  encoding: Encoding,
) {
  const edges = [{stroke: '#ffffff', strokeWidth: 4, strokeJoin: 'round' as const}, {color: '#333333'}];
  return edges.map((edge) => ({
    data: {values: [...labels]},
    mark: {
      ...{type: 'text' as const, align, baseline: 'middle' as const, dx: align === 'right' ? -7 : 7},
      ...{fontSize: 11, aria: false, ...edge},
    },
    encoding: {...encoding, text: {field: 'label'}},
  }));
}
