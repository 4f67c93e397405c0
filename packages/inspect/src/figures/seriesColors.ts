import {FIGURE_WIDTH} from './figureStyle.js';

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

/** How many series a figure can tell apart. */
export const MOST_SERIES = COLORS.length;

/** What marks something wrong. */
export const WRONG_COLOR = COLORS[1];

/** The color encoding of series by their names, with the legend that every layer of a figure shares. */
export function seriesColors(names: readonly string[]) {
  return {
    field: 'series',
    type: 'nominal' as const,
    scale: {domain: [...names], range: COLORS.slice(0, names.length)},
    legend: {
      title: null,
      symbolType: 'stroke',
      symbolStrokeWidth: 3,
      symbolSize: 300,
      symbolOpacity: 1,
      labelFontSize: 11,
      labelLimit: 0,
      columnPadding: 24,
      gridAlign: 'each',
      columns: legendColumns(names),
      offset: 18,
    },
  };
}

/** How many names stand side by side in about the width of a figure. */
function legendColumns(names: readonly string[]): number {
  const width = 50 + 8.5 * Math.max(...names.map((name) => name.length));
  return Math.max(1, Math.floor(FIGURE_WIDTH / width));
}
