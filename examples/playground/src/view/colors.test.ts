import {describe, expect, test} from 'vitest';
import {ColorScale, scaleFor, unitScale} from './colors.js';

describe('colors', () => {
  test('go from the first to the last, and clamp values beyond', () => {
    const scale = new ColorScale(0, 10, (part) => `rgb(${Math.round(200 * part)}, 0, 0)`);
    expect(scale.of(0)).toEqual([0, 0, 0]);
    expect(scale.of(5)[0]).toBeCloseTo(100, -1);
    expect(scale.of(10)).toEqual([200, 0, 0]);
    expect(scale.of(99)).toEqual([200, 0, 0]);
    expect(scale.of(-1)).toEqual([0, 0, 0]);
    expect(scale.gradient).toMatch(/^linear-gradient\(to right, rgb\(0,0,0\), .*rgb\(200,0,0\)\)$/);
  });

  test('of NaN are those of 0', () => {
    expect(unitScale.of(Number.NaN)).toEqual(unitScale.of(0));
  });

  test.each<[number[], number, number]>([
    [[0, 0.5, 1], 0, 1],
    [[0.2], 0, 1],
    [[0, 3], 0, 3],
    [[-1, 0.5], -1, 1],
    [[-1, 4], -4, 4],
  ])('of a scale for %j are from %d to %d', (values, min, max) => {
    const scale = scaleFor(Float32Array.from(values));
    expect([scale.min, scale.max]).toEqual([min, max]);
  });

  test('get lighter in viridis as values grow', () => {
    const lightness = Array.from({length: 11}, (_, step) => {
      const [red, green, blue] = unitScale.of(step / 10);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    });
    expect(lightness).toEqual([...lightness].sort((one, other) => one - other));
  });
});
