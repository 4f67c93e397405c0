import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {
  ArgumentError,
  requireChoice,
  requireInteger,
  requireKeys,
  requireNumber,
  requirePositiveInteger,
  requireText,
} from '@ntmjs/arguments';
import {downscaled} from './images/downscaled.js';
import type {ImageSource} from './images/imageSource.js';
import {type Ink, inkOf} from './images/ink.js';
import {RandomStream} from './random.js';
import {shuffled} from './vectors.js';

/** Options of the Omniglot images. */
export interface OmniglotOptions {
  /** The width and height in pixels to which images are scaled down; 20 by default, as in the paper. */
  readonly size?: number;
  /** What is held out: characters, or whole alphabets; `character` by default. */
  readonly splitBy?: 'character' | 'alphabet';
  /** The share of them that is held out, above 0 and below 1; 0.26 by default, 423 of 1623 as in the paper. */
  readonly heldOut?: number;
  /** The seed of the choice; 1 by default. */
  readonly seed?: number;
}

/** Images to train on, and images of other classes to evaluate on. */
export interface OmniglotImages {
  readonly train: ImageSource;
  readonly heldOut: ImageSource;
}

/** A character's images, by the folder that they are from: `alphabet/character`. */
interface Character {
  readonly alphabet: string;
  readonly name: string;
  readonly images: readonly Float32Array[];
}

/** The folders in a folder, in the order of their names. */
async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, {withFileTypes: true}).catch(({message}: Error) => {
    throw new ArgumentError('folders', `folders of alphabets that can be read (${message})`, folder);
  });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({name}) => name)
    .sort();
}

/**
 * Reads an image.
 *
 * @throws ArgumentError if it is smaller than `size`
 * @throws Error that names the file if it is no PNG image
 */
async function readImage(file: string, size: number): Promise<Float32Array> {
  const ink = inkIn(file, await readFile(file));
  const {width, height} = ink;
  const most = Math.min(width, height);
  if (size <= most) return downscaled(ink, size);
  throw new ArgumentError('omniglot.size', `at most ${most}: ${file} has ${width} × ${height} pixels`, size);
}

function inkIn(file: string, bytes: Uint8Array): Ink {
  try {
    return inkOf(bytes);
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}`, {cause: error});
  }
}

async function readCharacter(
  folder: string,
  alphabet: string,
  name: string,
  size: number,
): Promise<Character> {
  const path = join(folder, alphabet, name);
  const files = (await readdir(path)).filter((file) => file.toLowerCase().endsWith('.png')).sort();
  const images = await Promise.all(files.map((file) => readImage(join(path, file), size)));
  return {alphabet, name, images};
}

/** All characters of all alphabets that have images, in the order of their names. */
async function readCharacters(folders: readonly string[], size: number): Promise<Character[]> {
  const characters: Character[] = [];
  for (const folder of folders) {
    for (const alphabet of await foldersIn(folder)) {
      for (const name of await foldersIn(join(folder, alphabet))) {
        characters.push(await readCharacter(folder, alphabet, name, size));
      }
    }
  }
  return characters.filter(({images}) => images.length > 0);
}

function sourceOf(characters: readonly Character[], size: number): ImageSource {
  return {
    width: size,
    height: size,
    classes: characters.length,
    draw(random, index, target) {
      requireInteger('index', index, {min: 0, max: characters.length - 1});
      const {images} = characters[index]!;
      target.set(images[random.integer(0, images.length - 1)]!);
    },
  };
}

/**
 * Reads the Omniglot images as they are distributed: folders of alphabets, each of which holds folders of characters, each of
 * which holds PNG images, black on white. Ink becomes 1, and background 0.
 *
 * The choice of what is held out depends on the seed and the names alone. A character is a class; those to
 * train on and those held out are disjoint.
 *
 * @param folders one or several, such as `images_background` and `images_evaluation`
 * @returns images for `fewShotTask`
 * @throws ArgumentError if an option is unknown or out of its range, an image smaller than `size`, or the folders cannot be read or hold
 *   too few images to split
 * @throws Error that names the file that cannot be read
 * @see Lake et al. 2015; Santoro et al. 2016, section 4.2
 */
export async function loadOmniglot(
  folders: string | readonly string[],
  options: OmniglotOptions = {},
): Promise<OmniglotImages> {
  requireKeys('omniglot', options, ['size', 'splitBy', 'heldOut', 'seed']);
  const {size = 20, splitBy = 'character', heldOut = 0.26, seed = 1} = options;
  requirePositiveInteger('omniglot.size', size);
  requireChoice('omniglot.splitBy', splitBy, ['character', 'alphabet']);
  requireNumber('omniglot.heldOut', heldOut, {above: 0, below: 1});
  requireInteger('omniglot.seed', seed);
  const list = [folders].flat();
  for (const folder of list) requireText('folders', folder);
  const characters = await readCharacters(list, size);
  const unitOf = ({alphabet, name}: Character) => (splitBy === 'alphabet' ? alphabet : `${alphabet}/${name}`);
  const units = [...new Set(characters.map(unitOf))].sort();
  const count = Math.round(heldOut * units.length);
  if (count === 0 || count === units.length) {
    const expected = `folders with enough ${splitBy}s to hold out a share of ${heldOut}, but not all of them`;
    throw new ArgumentError('folders', expected, folders);
  }
  const chosen = new Set(shuffled(new RandomStream(seed, 'omniglot'), units).slice(0, count));
  const part = (held: boolean) =>
    sourceOf(
      characters.filter((character) => chosen.has(unitOf(character)) === held),
      size,
    );
  return {train: part(false), heldOut: part(true)};
}
