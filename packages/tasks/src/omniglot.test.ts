import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {ArgumentError} from '@ntmjs/arguments';
import {useFolder} from '@ntmjs/test-support';
import {encode} from 'fast-png';
import {describe, expect, test} from 'vitest';
import {fewShotTask} from './fewShot.js';
import type {ImageSource} from './images/imageSource.js';
import {loadOmniglot, type OmniglotOptions} from './omniglot.js';
import {RandomStream} from './random.js';

const path = useFolder();

/** A white image of 1 bit a pixel, with one black pixel. */
function dotted(size: number, row: number, column: number): Uint8Array {
  const rowBytes = Math.ceil(size / 8);
  const data = new Uint8Array(size * rowBytes).fill(255);
  data[row * rowBytes + Math.floor(column / 8)]! &= ~(128 >> (column % 8));
  return encode({width: size, height: size, channels: 1, depth: 1, data});
}

/** Alphabets of characters of images of 10 × 10 pixels: in each character's images one row has a dot, in another column each time. */
async function makeImages(alphabets: number, characters: number, images = 2): Promise<void> {
  for (let alphabet = 0; alphabet < alphabets; alphabet++) {
    for (let character = 0; character < characters; character++) {
      const folder = path('images', `alphabet${alphabet}`, `character${character}`);
      await mkdir(folder, {recursive: true});
      const row = alphabet * characters + character;
      for (let image = 0; image < images; image++) {
        await writeFile(join(folder, `${image}.png`), dotted(10, row, image));
      }
    }
  }
}

/** The rows in which the images of each class have their dot, and the columns of several of them. */
function dotsOf(source: ImageSource): {rows: number[]; columns: number[]} {
  const random = new RandomStream(1);
  const rows: number[] = [];
  const columns = new Set<number>();
  for (let index = 0; index < source.classes; index++) {
    const found = Array.from({length: 20}, () => {
      const image = new Float32Array(source.width * source.height).fill(7);
      source.draw(random, index, image);
      expect(image.filter((ink) => ink !== 0)).toEqual(new Float32Array([1]));
      const pixel = image.indexOf(1);
      columns.add(pixel % source.width);
      return Math.floor(pixel / source.width);
    });
    expect(new Set(found).size).toBe(1);
    rows.push(found[0]!);
  }
  return {rows: rows.sort((one, other) => one - other), columns: [...columns].sort()};
}

describe('loadOmniglot', () => {
  const load = (options: OmniglotOptions = {}) => loadOmniglot(path('images'), {size: 10, ...options});

  test('has every character in one of the splits, and all of its images', async () => {
    await makeImages(3, 3);
    const {train, heldOut} = await load({heldOut: 1 / 3});
    expect([train.classes, heldOut.classes]).toEqual([6, 3]);
    const [one, other] = [dotsOf(train), dotsOf(heldOut)];
    expect([...one.rows, ...other.rows].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect([one.columns, other.columns]).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  test('holds out whole alphabets', async () => {
    await makeImages(3, 3);
    const {train, heldOut} = await load({heldOut: 1 / 3, splitBy: 'alphabet'});
    const {rows} = dotsOf(heldOut);
    expect(rows).toEqual([rows[0], rows[0]! + 1, rows[0]! + 2]);
    expect(rows[0]! % 3).toBe(0);
    expect(dotsOf(train).rows).toHaveLength(6);
  });

  test('equal seeds hold out the same, others do not', async () => {
    await makeImages(3, 3);
    const held = async (seed?: number) =>
      dotsOf((await load({heldOut: 1 / 3, ...(seed && {seed})})).heldOut).rows;
    expect(await held(1)).toEqual(await held());
    const others = await Promise.all([2, 3, 4].map(held));
    expect(others.some((rows) => rows.join() !== '' && rows.join() !== others[0]!.join())).toBe(true);
  });

  test('reads several folders, and nothing but PNG images', async () => {
    await makeImages(2, 2);
    await writeFile(path('images', 'alphabet0', 'character0', 'notes.txt'), 'no image');
    await writeFile(path('images', 'README.md'), 'no folder');
    const {train, heldOut} = await loadOmniglot([path('images'), path('images')], {size: 10, heldOut: 0.5});
    expect([train.classes, heldOut.classes]).toEqual([4, 4]);
  });

  test('scales down', async () => {
    await makeImages(2, 1);
    const {train} = await load({size: 5, heldOut: 0.5});
    const image = new Float32Array(25);
    train.draw(new RandomStream(1), 0, image);
    expect([...image].filter((ink) => ink !== 0)).toEqual([0.25]);
  });

  test('its images are shown by the few-shot task', async () => {
    await makeImages(2, 3);
    const {train} = await load({heldOut: 0.5});
    const episodes = fewShotTask({classes: 3, maxShots: 2}, train).sample(new RandomStream(1), 2);
    expect(episodes).toMatchObject({steps: 6, inputSize: 103});
    expect(episodes.inputs.filter((value) => value === 1)).toHaveLength(2 * (6 + 5));
  });

  test('names the file that is no image, and the image that is too small', async () => {
    await makeImages(2, 1);
    await expect(load({size: 11})).rejects.toThrow(
      /^omniglot.size must be at most 10: .*alphabet0.character0.\d\.png has 10 × 10 pixels, got 11$/,
    );
    await writeFile(path('images', 'alphabet0', 'character0', '0.png'), 'no image');
    await expect(load()).rejects.toThrow(/alphabet0.character0.0\.png cannot be read: /);
    await expect(loadOmniglot(path('none'))).rejects.toThrow('ENOENT');
  });

  test.each<[object, string]>([
    [{size: 0}, 'omniglot.size must be a positive integer, got 0'],
    [{splitBy: 'image'}, 'omniglot.splitBy must be one of "character", "alphabet", got "image"'],
    [{heldOut: 1}, 'omniglot.heldOut must be a finite number above 0 and below 1, got 1'],
    [{seed: 0.5}, 'omniglot.seed must be an integer, got 0.5'],
    [{folder: 'x'}, 'omniglot.folder must be omitted'],
    [
      {heldOut: 0.1},
      'folders must be folders with enough characters to hold out a share of 0.1, but not all of them, got ',
    ],
  ])('rejects %j', async (options, message) => {
    await makeImages(2, 1);
    await expect(load(options)).rejects.toThrow(ArgumentError);
    await expect(load(options)).rejects.toThrow(message);
  });
});
