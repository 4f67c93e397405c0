import type {Ink} from './ink.js';

/** Of each of `size` places along a side, the pixels that it covers, and how much of each. */
function coverage(length: number, size: number): {pixel: number; share: number}[][] {
  const scale = length / size;
  return Array.from({length: size}, (_, place) => {
    const [from, to] = [place * scale, (place + 1) * scale];
    const first = Math.floor(from);
    const pixels = Array.from({length: Math.min(Math.ceil(to), length) - first}, (_, index) => first + index);
    return pixels.map((pixel) => ({
      pixel,
      share: (Math.min(pixel + 1, to) - Math.max(pixel, from)) / scale,
    }));
  });
}

/**
 * An image on fewer pixels: each has the mean ink of the area that it covers.
 *
 * @returns `[size × size]`, row by row
 */
export function downscaled({width, height, ink}: Ink, size: number): Float32Array {
  const [rows, columns] = [coverage(height, size), coverage(width, size)];
  const result = new Float32Array(size * size);
  for (const [row, lines] of rows.entries()) {
    for (const [column, places] of columns.entries()) {
      let sum = 0;
      for (const line of lines) {
        for (const place of places) sum += line.share * place.share * ink[line.pixel * width + place.pixel]!;
      }
      result[row * size + column] = sum;
    }
  }
  return result;
}
