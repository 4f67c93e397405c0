import type {Access, Value} from '../graph/graph.js';
import {isLarge, type Loop, type Routine} from '../passes/loop.js';
import {changeDims} from './collapse.js';

/** How many sequences take a step side by side: a product of rows with a matrix computes as many at once. */
const ABREAST = 4;

/**
 * How many sequences a step takes side by side: several if its weights are so large that reading them is what takes time, since then
 * each is read once for all of them. Otherwise one, whose data stay in the fastest cache; so it is if there are searches, or lists of rows.
 */
export function countAbreast(routines: readonly Routine[], weights: readonly number[]): number {
  const areLoops = routines.every(({kind}) => kind === undefined);
  return areLoops && weights.some(isLarge) ? ABREAST : 1;
}

/**
 * A loop for several sequences.
 *
 * @param distance by how many elements a value of one sequence is before that of the next; 0 if they share it
 */
export function abreast(loop: Loop, count: number, distance: (value: Value) => number): Loop {
  const map = ({value, offset, strides}: Access): Access => ({
    value,
    offset,
    strides: [distance(value), ...strides],
  });
  return changeDims(
    loop,
    {dims: [count, ...loop.dims], rows: undefined, reduced: [false, ...loop.reduced]},
    map,
  );
}
