/**
 * An SVG in fewer characters: paths and translations are rounded to hundredths of a pixel, and colors written
 * `rgb(r, g, b)` become `#rrggbb`. Texts and labels are left alone.
 *
 * @param svg the text of an SVG image as Vega writes it: attributes in double quotes, and `<`, `>` and `"` escaped in them
 */
export function compactSvg(svg: string): string {
  return svg.replace(/<[^>]*>/g, (tag) =>
    tag
      .replace(/ (?:d="|transform="translate\()[^")]*/g, rounded)
      .replace(/ (?:fill|stroke|stop-color)="[^"]*/g, hexadecimal),
  );
}

function rounded(geometry: string): string {
  return geometry.replace(/-?\d*\.?\d+(?:e[-+]?\d+)?/g, (number) =>
    String(Number(Number(number).toFixed(2))),
  );
}

function hexadecimal(color: string): string {
  const byte = (channel: string) => Number(channel).toString(16).padStart(2, '0');
  return color.replace(
    /rgb\((\d+, \d+, \d+)\)/,
    (_, channels: string) => `#${channels.split(', ').map(byte).join('')}`,
  );
}
