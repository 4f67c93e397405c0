import {requireInstance, requireInteger, requireKeys, requirePositiveInteger} from '@ntmjs/arguments';
import {RandomStream, requireRandom} from '../random.js';
import {type Character, inventCharacter, writeCharacter} from './character.js';
import type {ImageSource} from './imageSource.js';

/** Options of invented characters. */
export interface InventedCharactersOptions {
  /** Pixels in a row and rows of pixels; at least 4. 12 by default. */
  readonly size?: number;
  /** The number of the first character, at least 0; 0 by default. Equal seeds and numbers give equal characters. */
  readonly first?: number;
  /** The number of characters; 1000 by default. */
  readonly count?: number;
  /** An integer; 1 by default. */
  readonly seed?: number;
}

/**
 * Characters of no alphabet: each class is one to three random strokes, of which every image is a variation.
 * A character depends on the seed and its number alone, so that sources of disjoint numbers have disjoint characters.
 *
 * @returns the images, of `size` × `size` pixels
 * @throws ArgumentError if an option is unknown or out of its range
 */
export function inventedCharacters(options: InventedCharactersOptions = {}): ImageSource {
  requireKeys('characters', options, ['size', 'first', 'count', 'seed']);
  const {size = 12, first = 0, count = 1000, seed = 1} = options;
  requireInteger('characters.size', size, {min: 4});
  requireInteger('characters.first', first, {min: 0});
  requirePositiveInteger('characters.count', count);
  requireInteger('characters.seed', seed);
  const characters = new Map<number, Character>();
  const characterOf = (index: number): Character => {
    const known = characters.get(index);
    if (known !== undefined) return known;
    const invented = inventCharacter(new RandomStream(seed, `character ${first + index}`));
    characters.set(index, invented);
    return invented;
  };
  return {
    width: size,
    height: size,
    classes: count,
    draw(random, index, target) {
      requireRandom('random', random);
      requireInteger('index', index, {min: 0, max: count - 1});
      requireInstance('target', target, Float32Array, 'a Float32Array');
      target.fill(0);
      writeCharacter(random, characterOf(index), {size, pixels: target});
    },
  };
}
