import {ArgumentError} from '@ntmjs/arguments';
import type {Task} from '../task.js';
import {distancesTo, randomGraph, shortestPath} from './graph.js';
import {type GraphDifficulty, type GraphOptions, graphTask} from './graphTask.js';

/** The most graphs that are drawn until one has a shortest path of the length asked for. */
const MAX_GRAPHS = 1000;

/**
 * Shortest paths in a random graph: the graph; the first and the last node of a path; then, without any input, the triples of
 * the shortest path between them.
 *
 *     query     (start, –, goal)
 *     target    (start, edge 1, node 1)   (node 1, edge 2, node 2)   …   (node L−1, edge L, goal)
 *
 * See `graphTask` for the steps around it. Of several shortest paths, the answer is the one whose first edge has the smallest
 * label, then its second, and so on; any other counts as wrong. The inputs do not depend on the model, so it is trained on
 * these targets; the paper's model samples a path, receives it as input, and learns from the best continuation of it.
 *
 * The two nodes are drawn from all pairs that are L edges apart, in the first graph that has any. L is drawn uniformly from
 * 1 … `maxPathEdges` and N from `minNodes` … `maxNodes`, once a batch, unless the difficulty sets them. A drawn N is at least
 * 2L and a drawn L at most N / 2, since smaller graphs rarely have such paths.
 *
 * @param options the sizes of graphs, paths and labels; by default `maxPathEdges` is 3 and `planning` 4 (10 in the paper)
 * @returns the task, with inputs `[batch, E + 1 + planning + 1 + L, 3 digits base + 2]`
 * @throws ArgumentError if an option is unknown or out of its range, or options contradict each other; when sampling, if graphs
 *   of N nodes hardly have paths of L edges
 * @see Graves et al. 2016, Methods, 'Graph task descriptions'
 */
export function shortestPathTask(options: GraphOptions = {}): Task<GraphDifficulty> {
  return graphTask(
    {
      name: 'shortest-path',
      title: 'Shortest path',
      description: 'Find the shortest path between two nodes of a graph.',
      maxPathEdges: 3,
      planning: 4,
      evaluation: [{edges: 3}, {edges: 4}, {nodes: 12}, {nodes: 16, edges: 5}],
      draw(random, {nodes, edges}, {minNodes, maxNodes, maxPathEdges, digits, base}) {
        if (nodes !== undefined) {
          const longest = Math.min(maxPathEdges, Math.floor(nodes / 2));
          return {nodes, edges: edges ?? random.integer(1, longest)};
        }
        const drawn = edges ?? random.integer(1, maxPathEdges);
        const enough = Math.min(2 * drawn, base ** digits);
        return {
          nodes: random.integer(Math.max(minNodes, enough), Math.max(maxNodes, enough)),
          edges: drawn,
        };
      },
      ask(random, degrees, labels, edges) {
        for (let drawn = 0; drawn < MAX_GRAPHS; drawn++) {
          const graph = randomGraph(random, degrees, labels);
          const nodes = [...new Set(graph.map(({source}) => source))];
          const pairs = nodes.flatMap((goal) =>
            [...distancesTo(goal, graph)]
              .filter(([, distance]) => distance === edges)
              .map(([start]) => ({start, goal})),
          );
          if (pairs.length === 0) continue;
          const {start, goal} = pairs[random.integer(0, pairs.length - 1)]!;
          return {
            graph,
            query: [{source: start, destination: goal}],
            path: shortestPath(start, goal, graph),
          };
        }
        const expected = `a length that shortest paths in graphs of ${degrees.length} nodes have`;
        throw new ArgumentError('difficulty.edges', expected, edges);
      },
    },
    options,
  );
}
