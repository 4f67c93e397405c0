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
