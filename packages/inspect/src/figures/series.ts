import {ArgumentError, requireList, requireObject, requireText} from '@ntmjs/arguments';
import {COLORS} from './colors.js';
import {FIGURE_WIDTH} from './layout.js';

/** The largest number of series that are distinguishable in a figure. */
const MOST_SERIES = COLORS.length;

/** The color encoding of series by their names, with the legend that all layers of a figure share. */
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

/** The number of names that fit side by side in the width of a figure. */
function legendColumns(names: readonly string[]): number {
  const width = 50 + 8.5 * Math.max(...names.map((name) => name.length));
  return Math.max(1, Math.floor(FIGURE_WIDTH / width));
}

/**
 * Checks that series are distinguishable in a figure, and returns them.
 *
 * @throws ArgumentError if there are none or more than there are colors, or two have the same name
 */
export function requireSeries<T extends {readonly name: string}>(series: readonly T[]): readonly T[] {
  const names = requireObjects('series', series).map(({name}, index) =>
    requireText(`series[${index}].name`, name),
  );
  if (new Set(names).size < names.length || names.length > MOST_SERIES) {
    throw new ArgumentError('series', `at most ${MOST_SERIES}, each with a name of its own`, names);
  }
  return series;
}

/** Returns the list; throws an `ArgumentError` unless it has an element, and all are objects. */
export function requireObjects<T>(argument: string, list: readonly T[]): readonly T[] {
  requireList(argument, list, 'a list of one or more elements', 1);
  for (const [index, element] of list.entries()) requireObject(`${argument}[${index}]`, element, 'an object');
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
