import {WRONG_COLOUR} from './seriesColors.js';

/** How the cells of a heat map are coloured. */
export interface HeatColours {
  /** The colour of 0: that of the cells that are left out. */
  readonly zero: string;
  /** What shows on that colour: for the line where answering begins. */
  readonly mark: string;
  /** What the values of cells are called in a specification: by that legends are told apart. */
  readonly field: 'value' | 'signed';
  /**
   * The colour of a cell, as a Vega-Lite encoding of that field. Heat maps of one figure share the scale of a channel:
   * `color` is for values from 0 to 1, and `fill` for signed ones.
   */
  readonly encoding: {
    readonly [channel in 'color' | 'fill']?:
      | {readonly value: string}
      | {
          field: HeatColours['field'];
          type: 'quantitative';
          scale: {domain: number[]; clamp?: true; scheme?: 'viridis'; range?: string[]; interpolate?: 'lab'};
          legend: {title: string; values: number[]; titleLimit: 0; format: string};
        };
  };
}

/** Values from 0 to 1 in viridis: perceptually uniform, and told apart with any colour vision. */
export function unitColours(title: string): HeatColours {
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

/** Values from −`most` to `most`: orange below 0, white at 0 and blue above, told apart with any colour vision. */
export function signedColours(title: string, most: number): HeatColours {
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
export const WRONG_COLOURS: HeatColours = {
  zero: '#f3f3f3',
  mark: '#333333',
  field: 'value',
  encoding: {color: {value: WRONG_COLOUR}},
};

/** What a figure of heat maps resolves, at every level, for them to have the same colours and one legend of each kind. */
export const SHARED_COLOURS = {scale: {color: 'shared', fill: 'shared'}} as const;
