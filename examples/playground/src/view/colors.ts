import {rgb} from 'd3-color';
import {interpolateLab, piecewise} from 'd3-interpolate';
import {interpolateViridis} from 'd3-scale-chromatic';

/** A color as red, green and blue, from 0 to 255. */
export type Color = readonly [number, number, number];

/** A scale from numbers to colors, looked up in steps. */
export class ColorScale {
  private readonly table: readonly Color[];

  /**
   * @param min the value with the first color; smaller ones are clamped
   * @param max the value with the last color; larger ones are clamped
   * @param color maps 0 … 1 to a CSS color
   */
  constructor(
    readonly min: number,
    readonly max: number,
    color: (part: number) => string,
  ) {
    this.table = Array.from({length: STEPS + 1}, (_, step) => {
      const {r, g, b} = rgb(color(step / STEPS));
      return [r, g, b];
    });
  }

  /** As a CSS gradient, from the first color to the last. */
  get gradient(): string {
    const stops = [0, 0.25, 0.5, 0.75, 1].map(
      (part) => `rgb(${this.of(this.min + part * (this.max - this.min))})`,
    );
    return `linear-gradient(to right, ${stops.join(', ')})`;
  }

  of(value: number): Color {
    const part = (value - this.min) / (this.max - this.min);
    return this.table[Math.round(STEPS * Math.min(1, Math.max(0, part)))] ?? this.table[0]!;
  }
}

const STEPS = 255;

/** From 0 to 1 in viridis: perceptually uniform, and readable with any color vision. */
export const unitScale = new ColorScale(0, 1, interpolateViridis);

/** 0 for correct bits, as dark as the 0 of `unitScale`, and 1 for wrong ones, in orange. */
export const wrongScale = new ColorScale(0, 1, interpolateLab('#440154', '#ff8c1a'));

/** From −most to most: orange below 0, white at 0 and blue above. */
function signedScale(most: number): ColorScale {
  return new ColorScale(-most, most, piecewise(interpolateLab, ['#b35806', '#ffffff', '#053061']));
}

/** The scale that fits values: from 0 to 1, from 0 to the largest, or symmetric about 0. */
export function scaleFor(values: Float32Array): ColorScale {
  let [least, most] = [0, 0];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (least < 0) return signedScale(Math.max(-least, most));
  return most <= 1 ? unitScale : new ColorScale(0, most, interpolateViridis);
}
