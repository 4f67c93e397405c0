import {ArgumentError} from '@ntmjs/arguments';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {readEpisode} from '../fixtures/graphEpisodes.js';
import {episodeRows} from '../fixtures/rows.js';
import {findMetric} from '../metrics.js';
import {RandomStream} from '../random.js';
import type {GraphOptions} from './graphTask.js';
import {graphTraversalTask} from './graphTraversal.js';

const format = {digits: 2, base: 5};

test('the declarations of the task', () => {
  const task = graphTraversalTask({digits: 1, base: 9});
  expect(task.config).toEqual({
    ...{minNodes: 6, maxNodes: 8, minDegree: 2, maxDegree: 3, maxPathEdges: 4},
    ...{digits: 1, base: 9, planning: 0},
  });
  expect(task.trainingRange).toEqual({nodes: {min: 6, max: 8}, edges: {min: 1, max: 4}});
  expect(task.inputChannels.slice(-11)).toEqual([
    ...Array.from({length: 9}, (_, digit) => `destination 0 is ${digit}`),
    'query',
    'answer',
  ]);
  expect(task.metrics.map(({name}) => name)).toEqual(['bits', 'wrongBits', 'rightTriples', 'rightPaths']);
});

const sizes = fc.record({
  seed: fc.integer(),
  nodes: fc.integer({min: 4, max: 12}),
  length: fc.integer({min: 1, max: 9}),
  planning: fc.integer({min: 0, max: 3}),
});

test('the inputs are a graph, each edge once, and the answer is the path along the labels of the query', () => {
  fc.assert(
    fc.property(sizes, ({seed, nodes, length, planning}) => {
      const episodes = graphTraversalTask({planning}).sample(new RandomStream(seed), 3, {
        nodes,
        edges: length,
      });
      for (const rows of episodeRows(episodes)) {
        const {edges, query, path, planning: pause} = readEpisode(rows, format);
        expect(pause).toBe(planning);
        const degrees = new Map<number, Set<number>>();
        for (const [source, edge] of edges) {
          const known = degrees.get(source!) ?? new Set();
          expect(known.has(edge!)).toBe(false);
          degrees.set(source!, known.add(edge!));
        }
        expect(degrees.size).toBe(nodes);
        for (const known of degrees.values()) expect([2, 3]).toContain(known.size);
        expect(edges.every(([source, , to]) => source !== to && degrees.has(to!))).toBe(true);
        expect(new Set(edges.map(([source, , to]) => `${source} ${to}`)).size).toBe(edges.length);
        // Followed by hand: a table from node and edge to the next node.
        const next = new Map(edges.map(([source, edge, to]) => [`${source} ${edge}`, to]));
        let node = query[0]![0];
        const followed = query.map(([source, edge, to], step) => {
          expect([source === undefined, to]).toEqual([step > 0, undefined]);
          const from = node;
          node = next.get(`${from} ${edge}`);
          return [from, edge, node];
        });
        expect(path).toEqual(followed);
        expect(path).toHaveLength(length);
      }
    }),
    {numRuns: 50},
  );
});

test('edges lead to the nearest nodes, so that most are near to each other both ways', () => {
  const episodes = graphTraversalTask().sample(new RandomStream(2), 60, {nodes: 20});
  let [mutual, all] = [0, 0];
  for (const rows of episodeRows(episodes)) {
    const {edges} = readEpisode(rows, format);
    const pairs = new Set(edges.map(([source, , to]) => `${source} ${to}`));
    mutual += edges.filter(([source, , to]) => pairs.has(`${to} ${source}`)).length;
    all += edges.length;
  }
  // With edges to any nodes it would be an eighth.
  expect(mutual / all).toBeGreaterThan(0.5);
});

test('the number of edges of a node is uniform, and edges are in random order', () => {
  const task = graphTraversalTask({minDegree: 1, maxDegree: 3, minNodes: 10, maxNodes: 10});
  const random = new RandomStream(4);
  const counts = [0, 0, 0];
  let [sorted, episodes] = [0, 0];
  for (let draw = 0; draw < 150; draw++) {
    const [rows] = episodeRows(task.sample(random, 1));
    const {edges} = readEpisode(rows!, format);
    const sources = edges.map(([source]) => source!);
    for (const source of new Set(sources))
      counts[sources.filter((other) => other === source).length - 1]! += 1;
    episodes += 1;
    sorted += Number(new Set(sources.slice(0, 2)).size === 1);
  }
  // A count's standard deviation is 18; two edges in a row are of one node in about one episode of 14.
  for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(90);
  expect(sorted / episodes).toBeLessThan(0.2);
});

test('its metrics detect a wrong digit of a path', () => {
  const task = graphTraversalTask();
  const episodes = task.sample(new RandomStream(1), 2, {edges: 4});
  const logits = episodes.targets.map((target) => 2 * target - 1);
  expect(findMetric(task.metrics, 'rightTriples').evaluate(logits, episodes)).toEqual([1, 1]);
  expect(findMetric(task.metrics, 'rightPaths').evaluate(logits, episodes)).toEqual([1, 1]);
  const last = episodes.targets.lastIndexOf(1);
  const wrong = logits.with(last, -2);
  expect(findMetric(task.metrics, 'rightTriples').evaluate(wrong, episodes)).toEqual([1, 0.75]);
  expect(findMetric(task.metrics, 'rightPaths').evaluate(wrong, episodes)).toEqual([1, 0]);
  expect(
    findMetric(task.metrics, 'rightTriples').evaluate(
      logits.map(() => 0),
      episodes,
    ),
  ).toEqual([0, 0]);
  expect(() => findMetric(task.metrics, 'rightPaths').evaluate([1], episodes)).toThrow(
    'logits.length must be ',
  );
});

const options = (given: object) => () => graphTraversalTask(given as GraphOptions);
const sample = (difficulty: object) => () => graphTraversalTask().sample(new RandomStream(1), 1, difficulty);

test.each([
  [options({minDegree: 0}), 'graph-traversal.minDegree must be a positive integer, got 0'],
  [options({maxDegree: 1}), 'graph-traversal.maxDegree must be an integer at least 2, got 1'],
  [options({minNodes: 3}), 'graph-traversal.minNodes must be an integer at least 4, got 3'],
  [options({maxNodes: 5}), 'graph-traversal.maxNodes must be an integer at least 6, got 5'],
  [options({maxPathEdges: 0}), 'graph-traversal.maxPathEdges must be a positive integer, got 0'],
  [options({digits: 0}), 'graph-traversal.digits must be a positive integer, got 0'],
  [options({base: 1}), 'graph-traversal.base must be an integer at least 2, got 1'],
  [options({planning: -1}), 'graph-traversal.planning must be an integer at least 0, got -1'],
  [options({digits: 1}), 'graph-traversal.maxNodes must be at most 5, the number of labels'],
  [sample({nodes: 3}), 'difficulty.nodes must be an integer at least 4, got 3'],
  [sample({nodes: 26}), 'difficulty.nodes must be at most 25, the number of labels'],
  [sample({edges: 0}), 'difficulty.edges must be a positive integer, got 0'],
])('%# a wrong argument is named', (call, message) => {
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});
