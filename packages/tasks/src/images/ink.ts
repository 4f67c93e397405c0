import {convertIndexedToRgb, type DecodedPng, decode} from 'fast-png';

/** How dark an image is, from 0, white or nothing, to 1, black: `[height × width]`, row by row. */
export interface Ink {
  readonly width: number;
  readonly height: number;
  readonly ink: Float32Array;
}

/** The samples of an image without a palette, one a number: those of fewer than 8 bits lie packed in bytes, row by row. */
function samplesOf({width, height, channels, depth, data}: DecodedPng): ArrayLike<number> {
  if (depth >= 8) return data;
  const rowBytes = Math.ceil((width * channels * depth) / 8);
  const samples = new Uint8Array(width * height * channels);
  for (let row = 0, next = 0; row < height; row++) {
    for (let bit = 0; bit < width * channels * depth; bit += depth, next++) {
      const byte = data[row * rowBytes + Math.floor(bit / 8)]!;
      samples[next] = (byte >> (8 - depth - (bit % 8))) & (2 ** depth - 1);
    }
  }
  return samples;
}

/** Samples from 0 to `max`, `channels` of them for each pixel. */
function readSamples(png: DecodedPng): {samples: ArrayLike<number>; channels: number; max: number} {
  if (png.palette !== undefined) {
    const channels = png.palette[0]!.length;
    return {samples: convertIndexedToRgb(png), channels, max: 255};
  }
  return {samples: samplesOf(png), channels: png.channels, max: 2 ** png.depth - 1};
}

/**
 * The ink of a PNG image, of any depth, with or without colors, a palette or transparency: transparency is white, and the mean of the
 * colors counts.
 *
 * @param png the bytes of the file
 * @throws Error if the bytes are no PNG image
 */
export function inkOf(png: Uint8Array): Ink {
  const decoded = decode(png);
  const {width, height} = decoded;
  const {samples, channels, max} = readSamples(decoded);
  const colors = channels < 3 ? 1 : 3;
  const ink = new Float32Array(width * height);
  for (let pixel = 0; pixel < ink.length; pixel++) {
    let light = 0;
    for (let color = 0; color < colors; color++) light += samples[pixel * channels + color]!;
    const opacity = channels > colors ? samples[pixel * channels + colors]! / max : 1;
    ink[pixel] = opacity * (1 - light / (colors * max));
  }
  return {width, height, ink};
}
