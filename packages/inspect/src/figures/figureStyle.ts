/** What every figure begins with: its title, the lines below it, and how things look. */
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

/** About how wide what is drawn in a figure is, without its labels, in pixels. */
export const FIGURE_WIDTH = 640;
