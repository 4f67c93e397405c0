import {ArgumentError} from '@ntmjs/arguments';
import {COLORS} from './colors.js';
import {FIGURE_WIDTH} from './layout.js';

/** How many series a figure can tell apart. */
export const MOST_SERIES = COLORS.length;

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

/**
 * Returns the series if a figure can tell them apart.
 *
 * @throws ArgumentError if there is none or more than there are colors, or two have the same name
 */
export function requireSeries<T extends {readonly name: string}>(series: readonly T[]): readonly T[] {
  const names = requireList('series', series).map(({name}) => name);
  if (new Set(names).size < names.length || names.length > MOST_SERIES) {
    throw new ArgumentError('series', `at most ${MOST_SERIES}, each with a name of its own`, names);
  }
  return series;
}

/** Returns the list if it holds something; throws an `ArgumentError` otherwise. */
export function requireList<T>(argument: string, list: readonly T[]): readonly T[] {
  if (!Array.isArray(list) || list.length === 0)
    throw new ArgumentError(argument, 'a list of one or more', list);
  return list;
}

/** Throws an `ArgumentError` unless every number is greater than the one before it. */
export function requireAscending(argument: string, numbers: readonly number[]): void {
  for (const [index, number] of numbers.entries()) {
    const before = numbers[index - 1];
    if (before !== undefined && number <= before) {
      throw new ArgumentError(`${argument}[${index}]`, `greater than the one before it, ${before}`, number);
    }
  }
}
