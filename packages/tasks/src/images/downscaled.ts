import type {Ink} from './ink.js';

/** For each of `size` pixels along a side, the larger image's pixels that it covers, and the share that each contributes. */
function coverage(length: number, size: number): {pixel: number; share: number}[][] {
  const scale = length / size;
  return Array.from({length: size}, (_, index) => {
    const [from, to] = [index * scale, (index + 1) * scale];
    const first = Math.floor(from);
    const pixels = Array.from(
      {length: Math.min(Math.ceil(to), length) - first},
      (_, offset) => first + offset,
    );
    return pixels.map((pixel) => ({
      pixel,
      share: (Math.min(pixel + 1, to) - Math.max(pixel, from)) / scale,
    }));
  });
}

/**
 * Scales an image down: each pixel is the mean ink of the area that it covers.
 *
 * @returns `[size × size]`, row by row
 */
export function downscaled({width, height, ink}: Ink, size: number): Float32Array {
  const [rows, columns] = [coverage(height, size), coverage(width, size)];
  const result = new Float32Array(size * size);
  for (const [row, lines] of rows.entries()) {
    for (const [column, cells] of columns.entries()) {
      let sum = 0;
      for (const line of lines) {
        for (const cell of cells) sum += line.share * cell.share * ink[line.pixel * width + cell.pixel]!;
      }
      result[row * size + column] = sum;
    }
  }
  return result;
}
