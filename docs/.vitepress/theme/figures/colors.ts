/** A color as red, green and blue, from 0 to 255. */
type Color = readonly [number, number, number];

const [orange, blue]: readonly [Color, Color] = [
  [234, 88, 12],
  [37, 99, 235],
];

/**
 * Blue above zero, orange below, as in the figures of `@ntmjs/inspect`, and the more opaque the larger: what is behind shows at zero, in the light theme and in the dark.
 *
 * @param value from −1 to 1; others are clamped
 * @returns red, green, blue and opacity, from 0 to 255
 */
export function colorOf(value: number): readonly [number, number, number, number] {
  return [...(value < 0 ? orange : blue), Math.round(255 * Math.min(1, Math.abs(value)))];
}
