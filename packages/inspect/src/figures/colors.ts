/**
 * Colors that are distinguishable with any color vision, in the order in which series use them.
 *
 * @see Okabe & Ito 2008, Color Universal Design; with Tol's wine instead of its yellow, which is too light for a line on white
 */
export const COLORS = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#e69f00',
  '#000000',
  '#882255',
] as const;

/** The color of errors. */
const WRONG_COLOR = COLORS[1];

/** The colors of a heat map. */
export interface HeatColors {
  /** The color of 0, and of omitted cells. */
  readonly zero: string;
  /** A color that is visible on it, for the line where answers begin. */
  readonly mark: string;
  /** The field of the values in a specification. Each field has a legend of its own. */
  readonly field: 'value' | 'signed';
  /**
   * The Vega-Lite encoding of that field. Heat maps of one figure share the scale of a channel: `color` is for values from 0 to 1, `fill`
   * for signed values.
   */
  readonly encoding: {
    readonly [channel in 'color' | 'fill']?:
      | {readonly value: string}
      | {
          field: HeatColors['field'];
          type: 'quantitative';
          scale: {domain: number[]; clamp?: true; scheme?: 'viridis'; range?: string[]; interpolate?: 'lab'};
          legend: {title: string; values: number[]; titleLimit: 0; format: string};
        };
  };
}

/** Values from 0 to 1 in viridis: perceptually uniform, and distinguishable with any color vision. */
export function unitColors(title: string): HeatColors {
  return {
    zero: '#440154',
    mark: 'white',
    field: 'value',
    encoding: {
      color: {
        field: 'value',
        type: 'quantitative',
        scale: {domain: [0, 1], clamp: true, scheme: 'viridis'},
        legend: {title, values: [0, 0.5, 1], titleLimit: 0, format: '.1f'},
      },
    },
  };
}

/** Values from −`most` to `most`: orange below 0, white at 0 and blue above, distinguishable with any color vision. */
export function signedColors(title: string, most: number): HeatColors {
  return {
    zero: '#ffffff',
    mark: '#333333',
    field: 'signed',
    encoding: {
      fill: {
        field: 'signed',
        type: 'quantitative',
        scale: {domain: [-most, 0, most], range: ['#b35806', '#ffffff', '#053061'], interpolate: 'lab'},
        legend: {title, values: [-most, 0, most], titleLimit: 0, format: '.1f'},
      },
    },
  };
}

/** Values of 1 that mark errors. */
export const WRONG_COLORS: HeatColors = {
  zero: '#f3f3f3',
  mark: '#333333',
  field: 'value',
  encoding: {color: {value: WRONG_COLOR}},
};

/** Shares the colors and legends of heat maps; to be set at every level of a figure. */
export const SHARED_COLORS = {scale: {color: 'shared', fill: 'shared'}} as const;
