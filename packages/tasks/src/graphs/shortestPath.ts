import {ArgumentError} from '@ntmjs/arguments';
import type {Task} from '../task.js';
import {randomGraph} from './graph.js';
import {type GraphDifficulty, type GraphOptions, resolveGraphOptions} from './graphOptions.js';
import {distancesTo, shortestPath} from './graphPaths.js';
import {graphTask} from './graphTask.js';

/** How many graphs are drawn at the most until one has a shortest path of the length that is asked for. */
const MOST_GRAPHS = 1000;

/**
 * Shortest paths in a random graph: the graph; the first and the last node of a path; then, without any input, the triples of
 * the shortest path between them.
 *
 *     query     (start, –, goal)
 *     target    (start, edge 1, node 1)   (node 1, edge 2, node 2)   …   (node L−1, edge L, goal)
 *
 * `graphTask` has the steps around it. Where there are several shortest paths, the one is asked for whose first edge has the
 * smallest label, then its second, and so on: any other counts as wrong. All that the model is given is known beforehand, so it is
 * trained on these targets; the paper's model samples its path and is given back what it has told, and learns from the
 * best continuation of that.
 *
 * The two nodes are any that are L edges apart, of the first graph in which there are such. L is drawn uniformly from 1 …
 * `maxSteps` and N from `minNodes` … `maxNodes`, once a batch, unless the difficulty sets them. Of those that it leaves out, N is at
 * least 2L and L at most N / 2, for in smaller graphs such paths are rare.
 *
 * Besides `bits` and `wrongBits` it has the metrics `rightTriples`, the share of triples that are told right, and `rightPaths`, 1
 * for a path that is told right from end to end, else 0.
 *
 * @param options the sizes of graphs, paths and labels; paths of 3 edges at the most and 4 steps to think in,
 *   where the paper has 10, unless said otherwise
 * @returns the task, with inputs `[batch, edges + 1 + planning + 1 + L, 3 digits base + 2]`
 * @throws ArgumentError if an option is unknown or not what it must be; when sampling, if graphs of N nodes hardly have paths of L
 * @see Graves et al. 2016, Methods, 'Graph task descriptions'
 */
export function shortestPathTask(options: GraphOptions = {}): Task<GraphDifficulty> {
  const name = 'shortest-path';
  const resolved = resolveGraphOptions(name, options, {maxSteps: 3, planning: 4});
  const {minNodes, maxNodes, maxSteps, digits, base} = resolved;
  return graphTask({
    name,
    description: 'Find the shortest path between two nodes of a graph.',
    options: resolved,
    draw(random, {nodes, steps}) {
      if (nodes !== undefined) {
        return {nodes, steps: steps ?? random.integer(1, Math.min(maxSteps, Math.floor(nodes / 2)))};
      }
      const drawn = steps ?? random.integer(1, maxSteps);
      const enough = Math.min(2 * drawn, base ** digits);
      return {nodes: random.integer(Math.max(minNodes, enough), Math.max(maxNodes, enough)), steps: drawn};
    },
    ask(random, degrees, steps) {
      for (let drawn = 0; drawn < MOST_GRAPHS; drawn++) {
        const graph = randomGraph(random, degrees, base ** digits);
        const nodes = [...new Set(graph.map(({source}) => source))];
        const pairs = nodes.flatMap((goal) =>
          [...distancesTo(goal, graph)]
            .filter(([, distance]) => distance === steps)
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
      throw new ArgumentError('difficulty.steps', expected, steps);
    },
  });
}
