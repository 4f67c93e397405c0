import {requirePositiveInteger} from '@ntmjs/arguments';
import {bitsOfEachSequence, wrongBitsOfEachSequence} from '../metrics.js';
import {questionEpisodes} from '../questions.js';
import type {RandomStream} from '../random.js';
import type {Task} from '../task.js';
import type {Triple} from './graph.js';
import {type GraphDifficulty, type ResolvedGraphOptions, requireGraphDifficulty} from './graphOptions.js';
import {tripleChannels, tripleMetrics, tripleRow} from './triples.js';

/** What a path is asked for by, and the path, on a graph. */
interface GraphQuestion {
  readonly graph: readonly Triple[];
  /** What is known of the path's triples, a step each. */
  readonly query: readonly Partial<Triple>[];
  readonly path: readonly Triple[];
}

/** What a task on graphs has of its own. */
export interface GraphTaskArgs {
  readonly name: string;
  readonly description: string;
  readonly options: ResolvedGraphOptions;
  /** Fills in the parts of a difficulty that are not set. */
  readonly draw: (random: RandomStream, difficulty: Partial<GraphDifficulty>) => GraphDifficulty;
  /** Draws a graph whose nodes have so many edges, and a question for it. */
  readonly ask: (random: RandomStream, degrees: readonly number[], steps: number) => GraphQuestion;
}

/**
 * A task on random graphs: the graph, a triple of labels for each edge in random order; the query; P steps to think in; a
 * step that asks for the answer; then, without any input, the triples of a path of L edges.
 *
 *     step      edges     Q         P    1        L
 *     input     triple    query     –    answer   –
 *     target    –         –         –    –        triple
 *
 * with P = `planning`. Triples are on 3 × digits × base channels; then come an input channel that is 1 in the query, and one
 * that asks for the answer. How many edges leave each node is drawn from `minEdges` … `maxEdges`, once for all graphs of a batch,
 * which so have as many edges.
 */
export function graphTask({name, description, options, draw, ask}: GraphTaskArgs): Task<GraphDifficulty> {
  const {minNodes, maxNodes, minEdges, maxEdges, maxSteps, planning} = options;
  const channels = tripleChannels(options);
  const sizes = {inputSize: channels.length + 2, outputSize: channels.length};
  const queryRow = (triple: Partial<Triple>) => [...tripleRow(triple, options), 1];
  const thinking = Array.from({length: planning}, () => []);
  const answerRow = [...tripleRow({}, options), 0, 1];
  return {
    name,
    description,
    config: options,
    trainingRange: {nodes: {min: minNodes, max: maxNodes}, steps: {min: 1, max: maxSteps}},
    inputChannels: [...channels, 'query', 'answer'],
    outputChannels: channels,
    ...sizes,
    metrics: {bits: bitsOfEachSequence, wrongBits: wrongBitsOfEachSequence, ...tripleMetrics(options)},
    sample(random, batch, difficulty = {}) {
      requirePositiveInteger('batch', batch);
      requireGraphDifficulty(difficulty, options);
      const {nodes, steps} = draw(random, difficulty);
      const degrees = Array.from({length: nodes}, () => random.integer(minEdges, maxEdges));
      const questions = Array.from({length: batch}, () => {
        const {graph, query, path} = ask(random, degrees, steps);
        const edges = graph.map((triple) => tripleRow(triple, options));
        return {
          shown: [...edges, ...query.map(queryRow), ...thinking, answerRow],
          answer: path.map((triple) => tripleRow(triple, options)),
        };
      });
      return questionEpisodes(questions, sizes);
    },
  };
}
