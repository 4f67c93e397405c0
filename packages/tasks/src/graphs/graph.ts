import type {RandomStream} from '../random.js';
import {shuffled} from '../shuffled.js';

/** An edge of a labelled graph: from a node, by an edge, to a node, each told by its label. */
export interface Triple {
  readonly source: number;
  readonly edge: number;
  readonly destination: number;
}

/**
 * A random directed graph, as the triples of its edges in random order: its nodes lie anywhere in the unit square, and each
 * has edges to those that are nearest to it. No two nodes have the same label, and no two edges from one node.
 *
 * @param random where the randomness comes from; it moves on
 * @param degrees how many edges leave each node, from 1 to one less than there are nodes
 * @param labels how many labels there are, 0 … labels−1: at least as many as nodes
 * @see Graves et al. 2016, Methods, 'Graph task descriptions'
 */
export function randomGraph(random: RandomStream, degrees: readonly number[], labels: number): Triple[] {
  const all = Array.from({length: labels}, (_, label) => label);
  const names = shuffled(random, all).slice(0, degrees.length);
  const points = names.map((name) => ({name, x: random.uniform(), y: random.uniform()}));
  const triples = points.flatMap(({name: source, x, y}, node) => {
    const squared = (other: {x: number; y: number}) => (other.x - x) ** 2 + (other.y - y) ** 2;
    const nearest = points
      .filter(({name}) => name !== source)
      .sort((one, other) => squared(one) - squared(other))
      .slice(0, degrees[node]);
    const edges = shuffled(random, all);
    return nearest.map(({name: destination}, index) => ({source, edge: edges[index]!, destination}));
  });
  return shuffled(random, triples);
}
