import type {HeadTrace, TracedArray, TracedRecord} from '../trace/episodeTrace.js';
import {requireHeadValues} from '../trace/requireTrace.js';
import {type Focus, focusBySteps} from './focus.js';

/** A head points at a row with at least this share of its weight. */
const POINTING_SHARE = 0.5;

/** A head whose weights sum to less is idle. */
const LEAST_TOTAL = 0.1;

/** How the attention of a head moved at one step. */
export interface HeadMove {
  /**
   * The head `points` at a row that has half of its weight or more, is `spread` over several rows, or is `idle` if its weights sum to
   * less than 0.1.
   */
  readonly state: 'points' | 'spread' | 'idle';
  readonly focus: Focus;
  /**
   * The number of rows that it moved since the step before. For a head that shifts, the shorter way around the ring of rows.
   * Undefined at the first step, and unless the head points at a row at both steps.
   */
  readonly shift: number | undefined;
  /**
   * How an NTM head came to the row at which it points. Undefined for the heads of other architectures, which have no gate and
   * shift.
   */
  readonly origin: Origin | undefined;
}

/**
 * How a head moved over the memory, computed from its weighting. For a head of the NTM also whether it found its row by content or by
 * location.
 *
 * @param head a head of what `inspect` returned
 * @returns one move a step; none for a head without a weighting
 * @throws ArgumentError if its weighting is not `[steps, rows]`
 */
export function headMoves(head: Pick<HeadTrace, 'values'>): HeadMove[] {
  const values = requireHeadValues('head', head);
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

/** The shortest distance on a ring of rows, in (−rows / 2, rows / 2]. */
function aroundTheRing(distance: number, rows: number): number {
  const forward = (distance + rows) % rows;
  return forward > rows / 2 ? forward - rows : forward;
}

/** The source of a row's weight in the addressing of the NTM. */
export interface Origin {
  /** `content` if most of that weight comes from the content weighting, `location` if from the last weighting. */
  readonly by: 'content' | 'location';
  /** The row from which the head shifted: the one that its key matched, or the one it was at. */
  readonly from: number;
  /** The shift from there, −R … R rows. */
  readonly shift: number;
}

/**
 * The source of a row's weight in an NTM head: the largest term of the shifted weighting at that row.
 *
 *     w̃(i) = Σ_j w^g(j) s(i − j)     w^g(j) = g w^c(j) + (1 − g) w_{t−1}(j)
 *
 * @param values of the head, `[steps, ...]` each
 * @param row i, the row at which the head points
 * @returns the j of the largest w^g(j) s(i − j), and which part of w^g(j) is larger; undefined unless the head has a gate, shift
 *   weights, a content weighting and an interpolated weighting
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
  const byContent = at(interpolationGate, step)[0]! * at(contentWeighting, step)[from]!;
  return {by: byContent > interpolated[from]! / 2 ? 'content' : 'location', from, shift};
}

function at({shape, data}: TracedArray, step: number): Float32Array {
  const size = data.length / shape[0]!;
  return data.subarray(step * size, (step + 1) * size);
}
