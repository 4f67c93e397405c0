import type {HeadTrace} from '../trace/episodeTrace.js';
import {type HeadMove, headMoves} from './headMoves.js';

/** Runs of this many steps or fewer are too short to be a pattern. */
const SHORT = 2;

/** What a head did over a range of steps. */
export interface Movement {
  readonly from: number;
  /** The last of its steps. */
  readonly to: number;
  /**
   * `points`: it moves by the same number of rows at each step. `spread`: it attends to several rows at once. `idle`: its weights are
   * almost 0. `irregular`: it changes what it does every one or two steps, with jumps or back and forth.
   */
  readonly kind: 'points' | 'spread' | 'idle' | 'irregular';
  /** The rows that it moves at each step, 0 if it stays; undefined for a single step, and unless it points. */
  readonly shift: number | undefined;
  /** Its moves, one a step; of a repeated movement those of the first time. */
  readonly moves: readonly HeadMove[];
  /** How many times in a row it did this. */
  readonly times: number;
}

/**
 * What a head did in an episode, as runs of steps in which it behaves the same. A run ends where the head jumps, turns, stops or loses
 * its row. Consecutive runs over the same rows are one movement that is repeated.
 *
 * @param head a head of what `inspect` returned
 * @returns movements that together cover all steps; none for a head without a weighting
 */
export function headMovements(head: Pick<HeadTrace, 'values'>): Movement[] {
  const moves = headMoves(head);
  const reach = ((head.values.shiftWeights?.shape[1] ?? 3) - 1) / 2;
  const runs: Movement[] = [];
  for (let from = 0; from < moves.length; ) {
    const run = runFrom(moves, from, reach);
    runs.push(run);
    from = run.to + 1;
  }
  return joinIrregular(joinRepeated(runs), reach);
}

/** The longest run that begins at a step. */
function runFrom(moves: readonly HeadMove[], from: number, reach: number): Movement {
  const kind = moves[from]!.state;
  const shift = shiftWithin(moves[from + 1]?.shift, reach);
  const continues = ({state, shift: next}: HeadMove) =>
    kind === 'points' ? next !== undefined && next === shift : state === kind;
  let to = from;
  while (to + 1 < moves.length && continues(moves[to + 1]!)) to++;
  return {
    from,
    to,
    kind,
    shift: to > from && kind === 'points' ? shift : undefined,
    moves: moves.slice(from, to + 1),
    times: 1,
  };
}

/** The shift, if the head can shift that far in one step; a longer one is a jump. */
function shiftWithin(shift: number | undefined, reach: number): number | undefined {
  return shift !== undefined && Math.abs(shift) <= reach ? shift : undefined;
}

/** Joins consecutive runs over the same rows. */
function joinRepeated(runs: readonly Movement[]): Movement[] {
  const joined: Movement[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    if (last !== undefined && isRepeated(last, run)) {
      joined[joined.length - 1] = {...last, to: run.to, times: last.times + 1};
    } else {
      joined.push(run);
    }
  }
  return joined;
}

/** Whether a run visits the same rows as another, arrives over the same distance, and finds each row in the same way. */
function isRepeated(one: Movement, other: Movement): boolean {
  if (one.kind !== 'points' || other.kind !== 'points' || one.moves.length !== other.moves.length)
    return false;
  if (one.moves[0]!.shift !== other.moves[0]!.shift || one.moves[0]!.shift === undefined) return false;
  return one.moves.every(({focus, origin}, index) => {
    const again = other.moves[index]!;
    return focus.row === again.focus.row && origin?.by === again.origin?.by;
  });
}

/** Joins three or more consecutive short runs that have no pattern. */
function joinIrregular(runs: readonly Movement[], reach: number): Movement[] {
  const joined: Movement[] = [];
  for (let first = 0; first < runs.length; ) {
    let end = first;
    while (end < runs.length && isShort(runs[end]!)) end++;
    const stretch = runs.slice(first, end);
    const steps = stretch.flatMap(({moves}) => moves);
    if (stretch.length >= 3 && steps.length > 3 && isErratic(steps, reach)) {
      const [from, to] = [stretch[0]!.from, stretch.at(-1)!.to];
      joined.push({from, to, kind: 'irregular', shift: undefined, moves: steps, times: 1});
    } else {
      joined.push(...stretch);
    }
    if (end < runs.length) joined.push(runs[end]!);
    first = end + 1;
  }
  return joined;
}

/** Whether a head jumps, or moves both forward and backward. */
function isErratic(moves: readonly HeadMove[], reach: number): boolean {
  const shifts = moves.slice(1).flatMap(({shift}) => shift ?? []);
  return (
    shifts.some((shift) => Math.abs(shift) > reach) ||
    (shifts.some((shift) => shift > 0) && shifts.some((shift) => shift < 0))
  );
}

function isShort({moves, times}: Movement): boolean {
  return times === 1 && moves.length <= SHORT;
}
