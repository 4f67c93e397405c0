/** An image to draw on: `size` × `size` pixels, row by row, of the unit square with its origin at the top left. */
export interface Canvas {
  readonly size: number;
  readonly pixels: Float32Array;
}

/** The value, or the nearer end of low … high. */
function within(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/**
 * Draws a line with round ends: a pixel takes as much ink as a ramp of one pixel's width at the line's edge gives its
 * center, unless it has more already.
 *
 * @param from `[x, y]`; a line is cut off at the edges of the unit square
 * @param to likewise; may equal `from`, for a dot
 * @param radius half the line's width, in units of the square
 */
export function drawLine(
  {size, pixels}: Canvas,
  [fromX, fromY]: readonly [number, number],
  [toX, toY]: readonly [number, number],
  radius: number,
): void {
  const reach = radius + 0.5 / size;
  const first = (low: number) => Math.max(0, Math.ceil((low - reach) * size - 0.5));
  const last = (high: number) => Math.min(size - 1, Math.floor((high + reach) * size - 0.5));
  const [alongX, alongY] = [toX - fromX, toY - fromY];
  const squared = alongX ** 2 + alongY ** 2;
  const [firstColumn, lastColumn] = [first(Math.min(fromX, toX)), last(Math.max(fromX, toX))];
  const lastRow = last(Math.max(fromY, toY));
  for (let row = first(Math.min(fromY, toY)); row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      const [x, y] = [(column + 0.5) / size - fromX, (row + 0.5) / size - fromY];
      const share = squared === 0 ? 0 : within((x * alongX + y * alongY) / squared, 0, 1);
      const distance = Math.sqrt((x - share * alongX) ** 2 + (y - share * alongY) ** 2);
      const ink = within((radius - distance) * size + 0.5, 0, 1);
      const pixel = row * size + column;
      if (ink > pixels[pixel]!) pixels[pixel] = ink;
    }
  }
}
