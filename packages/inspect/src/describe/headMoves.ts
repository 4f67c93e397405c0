import type {HeadTrace} from '../trace/episodeTrace.js';
import {type Focus, focusBySteps} from './focus.js';
import {type Origin, originOf} from './origin.js';

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
