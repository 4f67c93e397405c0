import {requireFunction, requireObject, requirePositiveInteger} from '@ntmjs/arguments';
import type {RandomStream} from '../random.js';

/** Images of classes, generated or read from files. All have the same size and one channel. */
export interface ImageSource {
  /** Pixels in a row. */
  readonly width: number;
  /** Rows of pixels. */
  readonly height: number;
  /** The number of classes. */
  readonly classes: number;
  /**
   * Fills `target` with an image of a class, row by row: pixels from 0 for background to 1 for ink.
   *
   * @param random the source of randomness; it advances
   * @param index the class, from 0 to `classes` − 1
   * @param target `[height × width]`
   */
  draw(random: RandomStream, index: number, target: Float32Array): void;
}

/** Returns `images` if they are a source of images; throws an `ArgumentError` otherwise. */
export function requireImages(argument: string, images: ImageSource): ImageSource {
  requireObject(argument, images, 'an object {width, height, classes, draw}');
  for (const size of ['width', 'height', 'classes'] as const)
    requirePositiveInteger(`${argument}.${size}`, images[size]);
  requireFunction(`${argument}.draw`, images.draw);
  return images;
}
