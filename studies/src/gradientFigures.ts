import type {FigureSpec} from '@ntmjs/inspect';
import {grouped, median} from '@ntmjs/report';
import {type Subject, states, subjects} from './gradientCases.js';
import {type GradientNorms, type KindNorms, type Stage, stages} from './gradientNorms.js';

/** The states without a weighting clip. */
const FREE = states.filter((state) => !state.endsWith('clipped'));

/** The names of the stages in a figure, the last first: as gradients pass them. */
const stageNames: Readonly<Record<Stage, string>> = {
  weighting: 'sharpened',
  shiftedWeighting: 'shifted',
  interpolatedWeighting: 'interpolated',
  contentWeighting: 'by content',
};

/** Of about this many steps are the episodes whose norms are drawn step by step. */
const DRAWN_STEPS = 120;

/** Colors that are distinguishable with any color vision (Okabe & Ito 2008). */
const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'];

/** A subject in a few letters: titles must not be wider than a panel. */
function labelOf({task, controller}: Subject): string {
  return `${task.replace('associative-', '')}, ${controller}`;
}

/** A number at a position of a curve, in a panel. */
interface Place {
  readonly panel: string;
  readonly column: string;
  readonly curve: string;
  readonly x: number;
  readonly value: number | null;
}

/** The largest gradient with respect to a weighting, by the number of steps of an episode: a panel for each subject, a curve for each state. */
export function lengthFigure(measured: readonly GradientNorms[]): FigureSpec {
  const places = measured
    .filter(({state}) => FREE.includes(state))
    .map(({task, controller, state, steps, kinds}) => ({
      ...{panel: labelOf({task, controller}), column: '', curve: state},
      x: roundSteps(steps),
      value: largestOf(kinds),
    }));
  return figureOf({
    title: 'Largest gradients of weightings by length',
    subtitle: 'medians over seeds; bands: lowest to highest',
    xLabel: 'steps of an episode',
    places,
    curves: FREE,
    columns: [''],
    size: {width: 230, height: 170},
    logX: true,
  });
}

/** The gradients by step and by stage of addressing, of the heads of one kind: a row for each subject, a column for each state. */
export function stepFigure(measured: readonly GradientNorms[], kind: KindNorms['kind']): FigureSpec {
  const places = measured
    .filter(({state, steps}) => FREE.includes(state) && Math.abs(steps - DRAWN_STEPS) <= 1)
    .flatMap(({task, controller, state, kinds, keptSteps}) => {
      const {norms} = kinds.find((each) => each.kind === kind)!;
      return stages.flatMap((stage) =>
        norms[stage].map((value, index) => ({
          ...{panel: labelOf({task, controller}), column: state, curve: stageNames[stage]},
          ...{x: keptSteps[index]!, value},
        })),
      );
    });
  return figureOf({
    title: `Gradients of weightings by step, ${kind} heads`,
    subtitle: `medians over seeds, episodes of ${DRAWN_STEPS} or ${DRAWN_STEPS + 1} steps`,
    xLabel: 'step',
    places,
    curves: Object.values(stageNames),
    columns: FREE,
    size: {width: 165, height: 120},
    logX: false,
  });
}

interface FigureArgs {
  readonly title: string;
  readonly subtitle: string;
  readonly xLabel: string;
  readonly places: readonly Place[];
  readonly curves: readonly string[];
  readonly columns: readonly string[];
  readonly size: {readonly width: number; readonly height: number};
  readonly logX: boolean;
}

/** Panels of curves on logarithmic axes: medians, and bands for the range where there is one column. Zeros and what is not finite are left out. */
function figureOf({title, subtitle, xLabel, places, curves, columns, size, logX}: FigureArgs): FigureSpec {
  const panels = subjects.map(labelOf);
  const known = places.filter((place): place is Place & {value: number} => (place.value ?? 0) > 0);
  const summaries = [
    ...grouped(known, ({panel, column, curve, x}) => JSON.stringify([panel, column, curve, x])).values(),
  ].map((same) => {
    const values = same.map(({value}) => value);
    return {...same[0], value: median(values), low: Math.min(...values), high: Math.max(...values)};
  });
  const axis = {titleFontSize: 11, labelFontSize: 10, grid: true, gridColor: '#e6e6e6'};
  const x = {
    ...{field: 'x', type: 'quantitative', scale: {type: logX ? 'log' : 'linear', nice: false}},
    axis: {...axis, title: xLabel, grid: false, ...(logX && {values: [20, 50, 120, 250, 500]})},
  };
  const y = {
    ...{type: 'quantitative', scale: {type: 'log'}},
    axis: {...axis, title: 'gradient norm', format: '.0e', tickCount: 6},
  };
  const color = {
    ...{field: 'curve', type: 'nominal', scale: {domain: [...curves], range: COLORS}},
    legend: {
      title: null,
      orient: 'top',
      symbolType: 'stroke',
      symbolStrokeWidth: 3,
      symbolOpacity: 1,
      labelLimit: 0,
    },
  };
  const hasData = (panel: string, column: string) =>
    summaries.some((each) => each.panel === panel && each.column === column);
  const views = panels.flatMap((panel) =>
    columns
      .filter((column) => hasData(panel, column))
      .map((column) => ({
        ...size,
        title: {text: column === '' ? panel : [panel, column], fontSize: 11, anchor: 'start'},
        data: {values: summaries.filter((each) => each.panel === panel && each.column === column)},
        layer: [
          ...(columns.length > 1
            ? []
            : [
                {
                  mark: {type: 'area', opacity: 0.15, aria: false},
                  encoding: {x, y: {...y, field: 'low'}, y2: {field: 'high'}, color},
                },
              ]),
          {
            mark: {type: 'line', strokeWidth: 1.8, aria: false},
            encoding: {x, y: {...y, field: 'value'}, color},
          },
        ],
      })),
  );
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: title,
    title: {text: title, subtitle, subtitleColor: '#555555', fontSize: 14, anchor: 'start', offset: 12},
    config: {view: {stroke: null}},
    columns: columns.length > 1 ? columns.length : 2,
    spacing: 18,
    concat: views,
    resolve: {scale: {color: 'shared'}},
  } as unknown as FigureSpec;
}

/** The largest norm with respect to a final weighting of any head; null if one is not finite. */
export function largestOf(kinds: readonly KindNorms[]): number | null {
  const values = kinds.map(({largest}) => largest.weighting);
  return values.includes(null) ? null : Math.max(...(values as number[]));
}

/** 20 of 21 steps, 50 of 52: episodes of different tasks at one position. */
export function roundSteps(steps: number): number {
  return [20, 50, 120, 250, 500].find((each) => Math.abs(each - steps) <= 2)!;
}
