import type {CurvePoint} from './protocol.js';

/** How many points a curve has at the most. */
const MOST = 400;

/** A learning curve that keeps its number of points: as training goes on, they lie further apart. */
export class Curve {
  private every = 1;
  points: CurvePoint[];

  constructor(points: readonly CurvePoint[] = []) {
    this.points = [...points];
    const [last, before] = [points.at(-1), points.at(-2)];
    if (last !== undefined && before !== undefined) this.every = last.sequences - before.sequences;
  }

  /** Adds a point unless it lies too near to the last. */
  add(point: CurvePoint): void {
    const last = this.points.at(-1);
    if (last !== undefined && point.sequences < last.sequences + this.every) return;
    this.points.push(point);
    if (this.points.length <= MOST) return;
    this.points = this.points.filter((_, index) => index % 2 === 0);
    this.every = Math.ceil(point.sequences / (MOST / 2));
  }
}
