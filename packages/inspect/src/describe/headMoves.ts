import type {HeadTrace, TracedArray, TracedRecord} from '../trace/episodeTrace.js';
import {type Focus, focusBySteps} from './focus.js';

/** A head points at a row that has at least this share of its weight. */
const POINTING_SHARE = 0.5;

/** A head whose weights sum to less does hardly anything. */
const LEAST_TOTAL = 0.1;

/** What a head did with its attention at one step. */
export interface HeadMove {
  /**
   * Where the head is: it `points` at a row that has half of its weight or more, is `spread` over several, or is `idle`
   * where its weights sum to less than 0.1.
   */
  readonly state: 'points' | 'spread' | 'idle';
  readonly focus: Focus;
  /**
   * By how many rows it moved since the step before: around the end of the memory if that is shorter, for a head that
   * shifts. Undefined at the first step, and unless it points at a row at both.
   */
  readonly shift: number | undefined;
  /**
   * What brought it to the row at which it points, of a head of the NTM, which shows its gate and its shift. Undefined of
   * any other head, of which only the movement is known.
   */
  readonly origin: Origin | undefined;
}

/**
 * How a head moved over the memory, from its weighting alone; for a head of the NTM also whether it came to where it points by
 * content or by location.
 *
 * @param head a head of what `inspect` returned
 * @returns one move for each step; none for a head without a weighting
 * @throws ArgumentError if its weighting is not `[steps, rows]`
 */
export function headMoves({values}: Pick<HeadTrace, 'values'>): HeadMove[] {
  const {weighting, shiftWeights} = values;
  if (weighting === undefined) return [];
  const rows = weighting.shape[1]!;
  const moves: HeadMove[] = [];
  for (const [step, focus] of focusBySteps(weighting).entries()) {
    const state = stateOf(focus);
    const before = moves.at(-1);
    const bothPoint = state === 'points' && before?.state === 'points';
    const distance = bothPoint ? focus.row - before.focus.row : undefined;
    moves.push({
      state,
      focus,
      shift: distance === undefined || shiftWeights === undefined ? distance : aroundTheRing(distance, rows),
      origin: state === 'points' ? originOf(values, step, focus.row) : undefined,
    });
  }
  return moves;
}

function stateOf({weight, total}: Focus): HeadMove['state'] {
  if (total < LEAST_TOTAL) return 'idle';
  return weight >= POINTING_SHARE * total ? 'points' : 'spread';
}

/** The shortest way on a ring of rows: from above −rows / 2 to rows / 2. */
function aroundTheRing(distance: number, rows: number): number {
  const forward = (distance + rows) % rows;
  return forward > rows / 2 ? forward - rows : forward;
}

/** Where the weight of a row came from in the addressing of the NTM. */
export interface Origin {
  /** `content` if more of that weight was looked up than was there the step before, else `location`. */
  readonly by: 'content' | 'location';
  /** The row from which the head shifted: that which was looked up, or where it was. */
  readonly from: number;
  /** By how many rows it shifted from there, −R … R. */
  readonly shift: number;
}

/**
 * What brought a head of the NTM to a row: the largest part of the shifted weighting there.
 *
 *     w̃(i) = Σ_j w^g(j) s(i − j)     w^g(j) = g w^c(j) + (1 − g) w_{t−1}(j)
 *
 * @param values what the head shows, `[steps, ...]` each
 * @param row i, in the end
 * @returns the j of the largest w^g(j) s(i − j), and which part of w^g(j) is the larger; undefined unless the head shows
 *   gate, shift weights, content weighting and interpolated weighting
 */
export function originOf(values: TracedRecord, step: number, row: number): Origin | undefined {
  const {interpolationGate, shiftWeights, contentWeighting, interpolatedWeighting} = values;
  if (!interpolationGate || !shiftWeights || !contentWeighting || !interpolatedWeighting) return undefined;
  const shifts = at(shiftWeights, step);
  const interpolated = at(interpolatedWeighting, step);
  const rows = interpolated.length;
  const range = (shifts.length - 1) / 2;
  const parts = Array.from(shifts, (share, index) => {
    const shift = index - range;
    const from = (((row - shift) % rows) + rows) % rows;
    return {shift, from, part: share * interpolated[from]!};
  });
  const {shift, from} = parts.reduce((most, other) => (other.part > most.part ? other : most));
  const lookedUp = at(interpolationGate, step)[0]! * at(contentWeighting, step)[from]!;
  return {by: lookedUp > interpolated[from]! / 2 ? 'content' : 'location', from, shift};
}

function at({shape, data}: TracedArray, step: number): Float32Array {
  const size = data.length / shape[0]!;
  return data.subarray(step * size, (step + 1) * size);
}
