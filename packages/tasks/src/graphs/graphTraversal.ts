import type {Task} from '../task.js';
import {randomGraph, type Triple} from './graph.js';
import {type GraphDifficulty, type GraphOptions, graphTask} from './graphTask.js';

/**
 * Traversal of a random graph: the graph; a path by its first node and the labels of its edges; then, without any input, the
 * triples of that path, each with both of its nodes.
 *
 *     query     (source, edge 1, –)   (–, edge 2, –)   …   (–, edge L, –)
 *     target    (source, edge 1, node 1)   (node 1, edge 2, node 2)   …   (node L−1, edge L, node L)
 *
 * See `graphTask` for the steps around it. The path is a random walk. N is drawn uniformly from `minNodes` … `maxNodes` and L
 * from 1 … `maxPathEdges`, once a batch, unless the difficulty sets them.
 *
 * @param options the sizes of graphs, paths and labels; by default `maxPathEdges` is 4 and `planning` 0
 * @returns the task, with inputs `[batch, E + L + planning + 1 + L, 3 digits base + 2]`
 * @throws ArgumentError if an option is unknown or out of its range, or options contradict each other
 * @see Graves et al. 2016, Methods, 'Graph task descriptions'
 */
export function graphTraversalTask(options: GraphOptions = {}): Task<GraphDifficulty> {
  return graphTask(
    {
      name: 'graph-traversal',
      title: 'Graph traversal',
      description: 'Follow a path through a graph, given its first node and the labels of its edges.',
      maxPathEdges: 4,
      planning: 0,
      evaluation: [{edges: 4}, {edges: 8}, {edges: 12}, {nodes: 12}, {nodes: 16, edges: 8}],
      draw: (random, {nodes, edges}, {minNodes, maxNodes, maxPathEdges}) => ({
        nodes: nodes ?? random.integer(minNodes, maxNodes),
        edges: edges ?? random.integer(1, maxPathEdges),
      }),
      ask(random, degrees, labels, length) {
        const graph = randomGraph(random, degrees, labels);
        const path: Triple[] = [];
        let node = graph[random.integer(0, graph.length - 1)]!.source;
        while (path.length < length) {
          const edges = graph.filter(({source}) => source === node);
          const next = edges[random.integer(0, edges.length - 1)]!;
          path.push(next);
          node = next.destination;
        }
        const query = path.map(({source, edge}, step) => (step === 0 ? {source, edge} : {edge}));
        return {graph, query, path};
      },
    },
    options,
  );
}
