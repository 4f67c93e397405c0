import type {Task} from '../task.js';
import {randomGraph, type Triple} from './graph.js';
import {type GraphDifficulty, type GraphOptions, resolveGraphOptions} from './graphOptions.js';
import {graphTask} from './graphTask.js';

/**
 * Traversal of a random graph: the graph; a path by its first node and the labels of its edges; then, without any input, the
 * triples of that path, each with both of its nodes.
 *
 *     query     (source, edge 1, –)   (–, edge 2, –)   …   (–, edge L, –)
 *     target    (source, edge 1, node 1)   (node 1, edge 2, node 2)   …   (node L−1, edge L, node L)
 *
 * `graphTask` has the steps around it. The path is a random walk. N is drawn uniformly from `minNodes` … `maxNodes` and L from
 * 1 … `maxSteps`, once a batch, unless the difficulty sets them.
 *
 * Besides `bits` and `wrongBits` it has the metrics `rightTriples`, the share of triples that are told right, and `rightPaths`, 1
 * for a path that is told right from end to end, else 0.
 *
 * @param options the sizes of graphs, paths and labels; paths of 4 edges at the most and no steps to think in unless said otherwise
 * @returns the task, with inputs `[batch, edges + L + planning + 1 + L, 3 digits base + 2]`
 * @throws ArgumentError if an option is unknown or not what it must be
 * @see Graves et al. 2016, Methods, 'Graph task descriptions'
 */
export function graphTraversalTask(options: GraphOptions = {}): Task<GraphDifficulty> {
  const name = 'graph-traversal';
  const resolved = resolveGraphOptions(name, options, {maxSteps: 4, planning: 0});
  const {minNodes, maxNodes, maxSteps, digits, base} = resolved;
  return graphTask({
    name,
    description: 'Follow a path through a graph, told by its first node and the labels of its edges.',
    options: resolved,
    draw: (random, {nodes, steps}) => ({
      nodes: nodes ?? random.integer(minNodes, maxNodes),
      steps: steps ?? random.integer(1, maxSteps),
    }),
    ask(random, degrees, steps) {
      const graph = randomGraph(random, degrees, base ** digits);
      const path: Triple[] = [];
      let node = graph[random.integer(0, graph.length - 1)]!.source;
      while (path.length < steps) {
        const edges = graph.filter(({source}) => source === node);
        const next = edges[random.integer(0, edges.length - 1)]!;
        path.push(next);
        node = next.destination;
      }
      const query = path.map(({source, edge}, step) => (step === 0 ? {source, edge} : {edge}));
      return {graph, query, path};
    },
  });
}
