import type {CurvePoint} from './protocol.js';

/** The maximum number of points of a curve. */
const MAX_POINTS = 400;

/** A learning curve with a bounded number of points: the longer the training, the larger their spacing. */
export class Curve {
  /** Sequences between two points. */
  private spacing = 1;
  points: CurvePoint[];

  constructor(points: readonly CurvePoint[] = []) {
    this.points = [...points];
    const [last, before] = [points.at(-1), points.at(-2)];
    if (last !== undefined && before !== undefined) this.spacing = last.sequences - before.sequences;
  }

  /** Adds a point, or skips it if it is closer to the last one than the spacing. */
  add(point: CurvePoint): void {
    const last = this.points.at(-1);
    if (last !== undefined && point.sequences < last.sequences + this.spacing) return;
    this.points.push(point);
    if (this.points.length <= MAX_POINTS) return;
    this.points = this.points.filter((_, index) => index % 2 === 0);
    this.spacing = Math.ceil(point.sequences / (MAX_POINTS / 2));
  }
}
