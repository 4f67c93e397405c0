import {ArgumentError} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import {RandomStream} from '../random.js';
import {inventedCharacters} from './inventedCharacters.js';

const PIXELS = 12 * 12;

/** Several images of a class. */
function imagesOf(source = inventedCharacters(), index = 0, count = 5, seed = 1): Float32Array[] {
  const random = new RandomStream(seed);
  return Array.from({length: count}, () => {
    const image = new Float32Array(source.width * source.height);
    source.draw(random, index, image);
    return image;
  });
}

test('defaults to 1000 characters of 12 × 12 pixels', () => {
  const {draw, ...sizes} = inventedCharacters();
  expect(draw).toBeTypeOf('function');
  expect(sizes).toEqual({width: 12, height: 12, classes: 1000});
  const {draw: _, ...others} = inventedCharacters({size: 20, first: 7, count: 3, seed: 4});
  expect(others).toEqual({width: 20, height: 20, classes: 3});
});

test('images have some ink, all of it between ground and ink, and most of it within the image', () => {
  for (let index = 0; index < 200; index++) {
    for (const image of imagesOf(undefined, index)) {
      expect(image.every((ink) => ink >= 0 && ink <= 1)).toBe(true);
      const total = image.reduce((sum, ink) => sum + ink, 0);
      expect(total).toBeGreaterThan(0.03 * PIXELS);
      expect(total).toBeLessThan(0.6 * PIXELS);
      const border = image.filter((_, pixel) => {
        const [row, column] = [Math.floor(pixel / 12), pixel % 12];
        return row === 0 || row === 11 || column === 0 || column === 11;
      });
      expect(border.reduce((sum, ink) => sum + ink, 0)).toBeLessThan(0.5 * total);
    }
  }
});

test('each writing of a character is another, and all are drawn over what was there', () => {
  const [first, second] = imagesOf();
  expect(first).not.toEqual(second);
  const used = new Float32Array(PIXELS).fill(1);
  inventedCharacters().draw(new RandomStream(1), 0, used);
  expect(used).toEqual(first);
});

test('a character depends on the seed and its number alone', () => {
  const expected = imagesOf(inventedCharacters(), 7);
  expect(imagesOf(inventedCharacters({first: 5, count: 3}), 2)).toEqual(expected);
  const source = inventedCharacters();
  imagesOf(source, 6);
  expect(imagesOf(source, 7)).toEqual(expected);
  expect(imagesOf(inventedCharacters({seed: 2}), 7)).not.toEqual(expected);
  expect(imagesOf(inventedCharacters(), 8)).not.toEqual(expected);
});

test.each([
  [() => inventedCharacters({size: 3}), 'characters.size must be an integer at least 4, got 3'],
  [() => inventedCharacters({first: -1}), 'characters.first must be an integer at least 0, got -1'],
  [() => inventedCharacters({count: 0}), 'characters.count must be a positive integer, got 0'],
  [() => inventedCharacters({seed: 0.5}), 'characters.seed must be an integer, got 0.5'],
  [() => inventedCharacters({width: 3} as never), 'characters.width must be omitted'],
  [
    () => imagesOf(inventedCharacters({count: 3}), 3),
    'index must be an integer at least 0 and at most 2, got 3',
  ],
])('%# a wrong argument is named', (call, message) => {
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});
