import type {RandomStream} from '../random.js';
import {shuffled} from '../vectors.js';

/** An edge of a labeled graph: the labels of its source node, of the edge itself, and of its destination node. */
export interface Triple {
  readonly source: number;
  readonly edge: number;
  readonly destination: number;
}

/**
 * Draws a directed graph, as the triples of its edges in random order. Its nodes are uniform in the unit square; each has
 * edges to its nearest neighbors. Labels differ between nodes, and between the edges of a node.
 *
 * @param random the source of randomness; it advances
 * @param degrees the number of edges that leave each node, at least 1 and less than the number of nodes
 * @param labels the number of labels, 0 … labels−1: at least the number of nodes
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

/** The number of edges of the shortest path from each node to a goal, for those nodes that have a path to it. */
export function distancesTo(goal: number, graph: readonly Triple[]): Map<number, number> {
  const distances = new Map([[goal, 0]]);
  // Iterating over a map also visits the entries added meanwhile, so nodes come in the order of their distance.
  for (const [node, distance] of distances) {
    for (const {source, destination} of graph) {
      if (destination === node && !distances.has(source)) distances.set(source, distance + 1);
    }
  }
  return distances;
}

/**
 * The shortest path from one node to another; of several, the one whose first edge has the smallest label, then its
 * second, and so on.
 *
 * @param start a node with a path to the goal
 */
export function shortestPath(start: number, goal: number, graph: readonly Triple[]): Triple[] {
  const distances = distancesTo(goal, graph);
  const path: Triple[] = [];
  for (let node = start; node !== goal; node = path.at(-1)!.destination) {
    const [next] = graph
      .filter(
        ({source, destination}) => source === node && distances.get(destination) === distances.get(node)! - 1,
      )
      .sort((one, other) => one.edge - other.edge);
    path.push(next!);
  }
  return path;
}
