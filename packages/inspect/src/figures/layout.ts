/** The parts that all figures share: title, subtitle and style. */
export function figureHead(text: string, subtitle: readonly string[], description: string) {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description,
    title: {text, fontSize: 14, offset: 12, subtitleColor: '#555555', subtitle: [...subtitle]},
    config,
  };
}

const config = {
  legend: {orient: 'top', direction: 'horizontal', gradientLength: 160, gradientThickness: 10},
  title: {anchor: 'start', frame: 'group', fontSize: 11, offset: 4},
  axis: {grid: false},
  view: {stroke: null},
} as const;

/** The approximate width of a figure without its labels, in pixels. */
export const FIGURE_WIDTH = 640;

/** Names for unnamed channels: their numbers, from 0. */
export function numbered(count: number): string[] {
  return Array.from({length: count}, (_, channel) => `${channel}`);
}

/** The space that the longest of these labels and row numbers need, in pixels. */
export function labelWidth(names: readonly string[]): number {
  return 10 + 6 * Math.max(3, ...names.map((name) => name.length));
}
