import {
  ArgumentError,
  type OptionArgs,
  type OptionDeclarations,
  type ResolvedOptions,
  requireInteger,
  resolveOptions,
} from '@ntmjs/arguments';
import {type EpisodeShape, episodeLimits} from '../episodeLimits.js';
import {questionEpisodes} from '../episodes.js';
import {bitMetrics} from '../metrics.js';
import {graves2016} from '../papers.js';
import type {RandomStream} from '../random.js';
import type {Task} from '../task.js';
import type {Triple} from './graph.js';
import {tripleChannels, tripleMetrics, tripleRow, tripleSize} from './triples.js';

/** The options of the tasks on graphs, which differ in two defaults. */
function graphOptions(maxPathEdges: number, planning: number) {
  return {
    minNodes: {
      type: 'integer',
      min: 2,
      default: 6,
      description: 'fewest nodes of a training graph, more than maxDegree',
    },
    maxNodes: {type: 'integer', min: 2, default: 8, description: 'most nodes of a training graph'},
    minDegree: {type: 'integer', min: 1, default: 2, description: 'fewest edges that leave a node'},
    maxDegree: {type: 'integer', min: 1, default: 3, description: 'most edges that leave a node'},
    maxPathEdges: {
      type: 'integer',
      min: 1,
      default: maxPathEdges,
      description: 'most edges of a training path; the fewest are 1',
    },
    digits: {type: 'integer', min: 1, default: 2, description: 'number of digits of a label; 3 in the paper'},
    base: {type: 'integer', min: 2, default: 5, description: 'number of different digits; 10 in the paper'},
    planning: {
      type: 'integer',
      min: 0,
      default: planning,
      description: 'steps without input between query and answer',
    },
  } as const satisfies OptionDeclarations;
}

type GraphOptionDeclarations = ReturnType<typeof graphOptions>;

/** Options of a task on random graphs. */
export type GraphOptions = OptionArgs<GraphOptionDeclarations>;

type ResolvedGraphOptions = ResolvedOptions<GraphOptionDeclarations>;

/** What makes an episode on a graph harder. */
export interface GraphDifficulty {
  /** N, the number of nodes, more than `maxDegree` and at most the number of labels. */
  readonly nodes: number;
  /** L, the number of edges of the path, a positive integer. */
  readonly edges: number;
}

/** Checks that each node can have a label of its own. */
function requireLabels(argument: string, nodes: number, labels: number): void {
  if (nodes <= labels) return;
  const expected = `at most ${labels}, the number of labels (base to the power of digits)`;
  throw new ArgumentError(argument, expected, nodes);
}

/** Fills in the defaults, and checks the options one by one and together. */
function resolveGraphOptions(
  name: string,
  options: GraphOptions,
  declarations: GraphOptionDeclarations,
): ResolvedGraphOptions {
  const resolved = resolveOptions(name, options, declarations);
  const {minNodes, maxNodes, minDegree, maxDegree, digits, base} = resolved;
  requireInteger(`${name}.maxDegree`, maxDegree, {min: minDegree});
  requireInteger(`${name}.minNodes`, minNodes, {min: maxDegree + 1});
  requireInteger(`${name}.maxNodes`, maxNodes, {min: minNodes});
  requireLabels(`${name}.maxNodes`, maxNodes, base ** digits);
  return resolved;
}

/** Checks that graphs can have as many nodes as a difficulty sets. */
function requireNodes(
  difficulty: Partial<GraphDifficulty>,
  {maxDegree, digits, base}: ResolvedGraphOptions,
): void {
  const {nodes} = difficulty;
  if (nodes === undefined) return;
  requireInteger('difficulty.nodes', nodes, {min: maxDegree + 1});
  requireLabels('difficulty.nodes', nodes, base ** digits);
}

/** The options that are the greatest values of a difficulty in training. */
const maxima = {nodes: 'maxNodes', edges: 'maxPathEdges'} as const;

/** The bytes of a label or an edge in the lists that a graph is drawn from. */
const LISTED_BYTES = 100;

/** The longest episode: every node has the most edges, the query as many triples as the answer, and a drawn graph room for its path. */
function graphShape(options: ResolvedGraphOptions): EpisodeShape {
  const {maxDegree, maxPathEdges, digits, base, planning} = options;
  const edges = Math.max(options.maxNodes, 2 * maxPathEdges) * maxDegree;
  const channels = tripleSize(options);
  return {
    steps: edges + maxPathEdges + planning + 1 + maxPathEdges,
    inputSize: channels + 2,
    outputSize: channels,
    tables: LISTED_BYTES * (edges + base ** digits),
  };
}

/** A graph, and the path on it that a query asks for. */
interface GraphQuestion {
  readonly graph: readonly Triple[];
  /** What is given of the path's triples, one a step. */
  readonly query: readonly Partial<Triple>[];
  readonly path: readonly Triple[];
}

/** What distinguishes one task on graphs from another. */
export interface GraphTaskArgs
  extends Pick<Task<GraphDifficulty>, 'name' | 'title' | 'description' | 'evaluation'> {
  /** The default of the option `maxPathEdges`. */
  readonly maxPathEdges: number;
  /** The default of the option `planning`. */
  readonly planning: number;
  /** Draws the parts of a difficulty that are not set. */
  readonly draw: (
    random: RandomStream,
    difficulty: Partial<GraphDifficulty>,
    options: ResolvedGraphOptions,
  ) => GraphDifficulty;
  /** Draws a graph whose nodes have the given numbers of edges from `labels` labels, and a path of `edges` edges. */
  readonly ask: (
    random: RandomStream,
    degrees: readonly number[],
    labels: number,
    edges: number,
  ) => GraphQuestion;
}

/**
 * A task on random graphs: the E edges of the graph, each as a triple of labels, in random order; the query; P steps without
 * input; a step that asks for the answer; then, without any input, the triples of a path of L edges as the answer.
 *
 *     step      E         Q         P    1        L
 *     input     triple    query     –    answer   –
 *     target    –         –         –    –        triple
 *
 * with P = `planning`. Triples take 3 × digits × base channels; they are followed by an input channel that is 1 in the query,
 * and one that asks for the answer. The number of edges that leave each node is drawn from `minDegree` … `maxDegree`, once for
 * all graphs of a batch, so that all of them have E edges.
 *
 * The metric `rightTriples` is the share of triples that are correct, `rightPaths` is 1 for a path that is correct from end to
 * end, else 0.
 *
 * @see Graves et al. 2016, Methods, 'Graph task descriptions'
 */
export function graphTask(args: GraphTaskArgs, given: GraphOptions): Task<GraphDifficulty> {
  const {name, title, description, evaluation, draw, ask} = args;
  const declarations = graphOptions(args.maxPathEdges, args.planning);
  const options = resolveGraphOptions(name, given, declarations);
  const {minNodes, maxNodes, minDegree, maxDegree, maxPathEdges, digits, base, planning} = options;
  const requireSample = episodeLimits(name, options, maxima, graphShape);
  const channels = tripleChannels(options);
  const sizes = {inputSize: channels.length + 2, outputSize: channels.length};
  const queryRow = (triple: Partial<Triple>) => [...tripleRow(triple, options), 1];
  const pause = Array.from({length: planning}, () => []);
  const answerRow = [...tripleRow({}, options), 0, 1];
  return {
    name,
    title,
    description,
    source: {...graves2016, section: 'Methods, Graph task descriptions'},
    options: declarations,
    config: options,
    trainingRange: {nodes: {min: minNodes, max: maxNodes}, edges: {min: 1, max: maxPathEdges}},
    evaluation,
    solved: {metric: 'bits', below: 0.1},
    inputChannels: [...channels, 'query', 'answer'],
    outputChannels: channels,
    ...sizes,
    metrics: [...bitMetrics, ...tripleMetrics(options)],
    sample(random, batch, difficulty = {}) {
      requireSample(random, batch, difficulty);
      requireNodes(difficulty, options);
      const {nodes, edges} = draw(random, difficulty, options);
      const degrees = Array.from({length: nodes}, () => random.integer(minDegree, maxDegree));
      const questions = Array.from({length: batch}, () => {
        const {graph, query, path} = ask(random, degrees, base ** digits, edges);
        const triples = graph.map((triple) => tripleRow(triple, options));
        return {
          inputs: [...triples, ...query.map(queryRow), ...pause, answerRow],
          answer: path.map((triple) => tripleRow(triple, options)),
        };
      });
      return questionEpisodes(questions, sizes);
    },
  };
}
