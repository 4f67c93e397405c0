import {ArgumentError, requireInteger, requireKeys, requirePositiveInteger} from '@ntmjs/arguments';

/** Options of a task on random graphs. */
export interface GraphOptions {
  /** Fewest nodes of a training graph, more than `maxEdges`; 6 by default. */
  readonly minNodes?: number;
  /** Most nodes of a training graph, at least `minNodes` and at most as many as there are labels; 8 by default. */
  readonly maxNodes?: number;
  /** Fewest edges that leave a node; 2 by default. */
  readonly minEdges?: number;
  /** Most edges that leave a node, at least `minEdges`; 3 by default. */
  readonly maxEdges?: number;
  /** Most edges of a training path. */
  readonly maxSteps?: number;
  /** How many digits a label has; 2 by default, 3 in the paper. */
  readonly digits?: number;
  /** How many kinds of digits there are, at least 2; 5 by default, 10 in the paper. */
  readonly base?: number;
  /** How many steps there are to think in, between the query and the answer. */
  readonly planning?: number;
}

/** What makes an episode on a graph harder. */
export interface GraphDifficulty {
  /** N, the number of nodes, more than `maxEdges` and at most as many as there are labels. */
  readonly nodes: number;
  /** L, the number of edges of the path, a positive integer. */
  readonly steps: number;
}

/**
 * The options checked, and every default filled in.
 *
 * @param name of the task, for messages
 * @param usual the defaults in which tasks differ
 */
export function resolveGraphOptions(
  name: string,
  options: GraphOptions,
  usual: {readonly maxSteps: number; readonly planning: number},
) {
  const defaults = {minNodes: 6, maxNodes: 8, minEdges: 2, maxEdges: 3, digits: 2, base: 5, ...usual};
  requireKeys(name, options, Object.keys(defaults));
  const {minNodes, maxNodes, minEdges, maxEdges, maxSteps, digits, base, planning} = {
    ...defaults,
    ...options,
  };
  requirePositiveInteger(`${name}.minEdges`, minEdges);
  requireInteger(`${name}.maxEdges`, maxEdges, {min: minEdges});
  requireInteger(`${name}.minNodes`, minNodes, {min: maxEdges + 1});
  requireInteger(`${name}.maxNodes`, maxNodes, {min: minNodes});
  requirePositiveInteger(`${name}.maxSteps`, maxSteps);
  requirePositiveInteger(`${name}.digits`, digits);
  requireInteger(`${name}.base`, base, {min: 2});
  requireInteger(`${name}.planning`, planning, {min: 0});
  requireLabels(`${name}.maxNodes`, maxNodes, base ** digits);
  return {minNodes, maxNodes, minEdges, maxEdges, maxSteps, digits, base, planning};
}

export type ResolvedGraphOptions = ReturnType<typeof resolveGraphOptions>;

/** Checks that each node can have a label of its own. */
function requireLabels(argument: string, nodes: number, labels: number): void {
  if (nodes <= labels) return;
  throw new ArgumentError(
    argument,
    `at most ${labels}, the number of labels (base to the power of digits)`,
    nodes,
  );
}

/** Checks the parts of a difficulty that are set. */
export function requireGraphDifficulty(
  difficulty: Partial<GraphDifficulty>,
  {maxEdges, digits, base}: ResolvedGraphOptions,
): void {
  requireKeys('difficulty', difficulty, ['nodes', 'steps']);
  const {nodes, steps} = difficulty;
  if (nodes !== undefined) {
    requireInteger('difficulty.nodes', nodes, {min: maxEdges + 1});
    requireLabels('difficulty.nodes', nodes, base ** digits);
  }
  if (steps !== undefined) requirePositiveInteger('difficulty.steps', steps);
}
