import type {RandomStream} from '../random.js';

/** Images of classes, for tasks that show them: generated, or read from files. All have one size and one channel. */
export interface ImageSource {
  /** Pixels in a row. */
  readonly width: number;
  /** Rows of pixels. */
  readonly height: number;
  /** How many classes there are. */
  readonly classes: number;
  /**
   * Fills `target` with an image of a class: pixels from 0, the ground, to 1, ink, row by row.
   *
   * @param random where the choice of image comes from; it moves on
   * @param index the class, from 0 to `classes` − 1
   * @param target `[height × width]`
   */
  draw(random: RandomStream, index: number, target: Float32Array): void;
}
