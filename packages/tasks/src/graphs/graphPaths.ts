import type {Triple} from './graph.js';

/** How many edges the shortest path from each node to a goal has; nodes without a path to it are left out. */
export function distancesTo(goal: number, graph: readonly Triple[]): Map<number, number> {
  const distances = new Map([[goal, 0]]);
  // A map goes over what is added to it on the way: nodes come in the order of their distance.
  for (const [node, distance] of distances) {
    for (const {source, destination} of graph) {
      if (destination === node && !distances.has(source)) distances.set(source, distance + 1);
    }
  }
  return distances;
}

/**
 * The shortest path from a node to another: where there are several, the one whose first edge has the smallest label, then
 * its second, and so on.
 *
 * @param start a node from which there is a path
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
