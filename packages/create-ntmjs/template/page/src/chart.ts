/** A point of a curve. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The size of the drawing, as in the `viewBox` of the page, without the room for numbers beside it. */
const [LEFT, RIGHT, TOP, BOTTOM] = [40, 600, 10, 215];

/** Draws a curve, from 0 to the largest values. */
export function drawCurve(svg: SVGElement, points: readonly Point[]): void {
  const width = Math.max(1, ...points.map(({x}) => x));
  const height = Math.max(1, ...points.map(({y}) => y));
  const left = (x: number) => LEFT + ((RIGHT - LEFT) * x) / width;
  const top = (y: number) => BOTTOM - ((BOTTOM - TOP) * y) / height;
  svg.replaceChildren(
    ...[0, height].flatMap((y) => [
      element('line', {x1: LEFT, x2: RIGHT, y1: top(y), y2: top(y)}),
      element('text', {x: LEFT - 6, y: top(y) + 5, 'text-anchor': 'end'}, y.toFixed(0)),
    ]),
    element('text', {x: RIGHT, y: BOTTOM + 22, 'text-anchor': 'end'}, `${width} sequences`),
    element('polyline', {points: points.map(({x, y}) => `${left(x)},${top(y)}`).join(' ')}),
  );
}

function element(name: string, attributes: Readonly<Record<string, string | number>>, text = ''): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
}
