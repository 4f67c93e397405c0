/**
 * Colors that are told apart with any color vision, in the order in which series get them.
 *
 * @see Okabe & Ito 2008, Color Universal Design; with Tol's wine in the place of its yellow, which is too light for a line on white
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

/** What marks something wrong. */
export const WRONG_COLOR = COLORS[1];

/** How the cells of a heat map are colored. */
export interface HeatColors {
  /** The color of 0: that of the cells that are left out. */
  readonly zero: string;
  /** What shows on that color: for the line where answering begins. */
  readonly mark: string;
  /** What the values of cells are called in a specification: by that legends are told apart. */
  readonly field: 'value' | 'signed';
  /**
   * The color of a cell, as a Vega-Lite encoding of that field. Heat maps of one figure share the scale of a channel:
   * `color` is for values from 0 to 1, and `fill` for signed ones.
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

/** Values from 0 to 1 in viridis: perceptually uniform, and told apart with any color vision. */
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

/** Values from −`most` to `most`: orange below 0, white at 0 and blue above, told apart with any color vision. */
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

/** Values of 1 that should not be. */
export const WRONG_COLORS: HeatColors = {
  zero: '#f3f3f3',
  mark: '#333333',
  field: 'value',
  encoding: {color: {value: WRONG_COLOR}},
};

/** What a figure of heat maps resolves, at every level, for them to have the same colors and one legend of each kind. */
export const SHARED_COLORS = {scale: {color: 'shared', fill: 'shared'}} as const;
