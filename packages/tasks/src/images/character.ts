import type {RandomStream} from '../random.js';
import {type Canvas, drawLine} from './line.js';

/** A point in the unit square, x to the right and y down. */
type Point = readonly [number, number];

/** The line that a pen draws, through at least two points. */
interface Stroke {
  readonly points: readonly Point[];
  /** Whether the points are joined by curves, else by straight lines. */
  readonly curved: boolean;
}

/** The ideal shape of a character, of which each image is a variation. */
export type Character = readonly Stroke[];

/** How much images of a character vary; lengths in units of the square. */
const VARIATION = {
  /** Of each point. */
  jitter: 0.045,
  /** Of the whole character. */
  shift: 0.07,
  /** In radians. */
  rotation: 0.2,
  /** Of width and of height, as a share of them. */
  stretch: 0.15,
  thinnest: 0.03,
  thickest: 0.055,
};

/** The most that a pen turns at a point, in radians. */
const SHARPEST_TURN = 2.2;

/** The larger of a character's width and height, before it varies. */
const EXTENT = 0.68;

/** Straight pieces that a curve from one point to the next is drawn in. */
const PIECES = 4;

/** A number uniform in low … high. */
function between(random: RandomStream, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

/** Draws a stroke whose pieces are at least 0.3 long, turn by at most `SHARPEST_TURN`, and stay within the square. */
function inventStroke(random: RandomStream, length: number): Stroke {
  let [x, y] = [between(random, 0, 1), between(random, 0, 1)];
  let direction = between(random, 0, 2 * Math.PI);
  const points: Point[] = [[x, y]];
  while (points.length < length) {
    const turned = direction + between(random, -SHARPEST_TURN, SHARPEST_TURN);
    const step = between(random, 0.3, 0.7);
    const [nextX, nextY] = [x + step * Math.cos(turned), y + step * Math.sin(turned)];
    if (Math.min(nextX, nextY) < 0 || Math.max(nextX, nextY) > 1) {
      direction += 1;
      continue;
    }
    [x, y, direction] = [nextX, nextY, turned];
    points.push([x, y]);
  }
  return {points, curved: random.uniform() < 0.6};
}

/** Centers a character in the square, and scales it to `EXTENT`. */
function fitted(character: Character): Character {
  const points = character.flatMap((stroke) => stroke.points);
  const extent = (axis: 0 | 1) => {
    const values = points.map((point) => point[axis]);
    return [Math.min(...values), Math.max(...values)] as const;
  };
  const [[left, right], [top, bottom]] = [extent(0), extent(1)];
  const scale = EXTENT / Math.max(right - left, bottom - top);
  const fit = ([x, y]: Point): Point => [
    0.5 + scale * (x - (left + right) / 2),
    0.5 + scale * (y - (top + bottom) / 2),
  ];
  return character.map(({points, curved}) => ({points: points.map(fit), curved}));
}

/** A new character: one stroke of three to five points, or two or three of two to four. */
export function inventCharacter(random: RandomStream): Character {
  const strokes = random.integer(1, 3);
  const [fewest, most] = strokes === 1 ? [3, 5] : [2, 5 - (strokes - 1)];
  return fitted(Array.from({length: strokes}, () => inventStroke(random, random.integer(fewest!, most!))));
}

/** One coordinate of the Catmull-Rom curve through b and c, at a share of the way from b to c. */
function curveAt(a: number, b: number, c: number, d: number, share: number): number {
  const slope = c - a;
  const bend = 2 * a - 5 * b + 4 * c - d;
  const twist = 3 * b - a - 3 * c + d;
  return b + (share * (slope + share * (bend + share * twist))) / 2;
}

/** The ends of the straight pieces that a stroke is drawn in. */
function path(points: readonly Point[], curved: boolean): readonly Point[] {
  if (!curved) return points;
  const last = points.length - 1;
  const at = (index: number) => points[Math.min(Math.max(index, 0), last)]!;
  const ends: Point[] = [points[0]!];
  for (let index = 0; index < last; index++) {
    const [a, b, c, d] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
    for (let piece = 1; piece <= PIECES; piece++) {
      const share = piece / PIECES;
      ends.push([curveAt(a[0], b[0], c[0], d[0], share), curveAt(a[1], b[1], c[1], d[1], share)]);
    }
  }
  return ends;
}

/**
 * Draws a variation of a character: its points are jittered, it is rotated, stretched and moved, and the pen's width
 * varies.
 *
 * @param canvas the image to draw on, over what it holds
 */
export function writeCharacter(random: RandomStream, character: Character, canvas: Canvas): void {
  const {jitter, shift, rotation, stretch, thinnest, thickest} = VARIATION;
  const around = (range: number) => between(random, -range, range);
  const angle = around(rotation);
  const [wide, high] = [1 + around(stretch), 1 + around(stretch)];
  const [right, down] = [0.5 + around(shift), 0.5 + around(shift)];
  const radius = between(random, thinnest, thickest);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const transform = ([x, y]: Point): Point => {
    const [alongX, alongY] = [wide * (x - 0.5 + around(jitter)), high * (y - 0.5 + around(jitter))];
    return [right + cos * alongX - sin * alongY, down + sin * alongX + cos * alongY];
  };
  for (const {points, curved} of character) {
    const ends = path(points.map(transform), curved);
    for (let index = 1; index < ends.length; index++) {
      drawLine(canvas, ends[index - 1]!, ends[index]!, radius);
    }
  }
}
