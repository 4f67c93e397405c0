import {ArgumentError} from '@ntmjs/arguments';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {type Labels, readEpisode} from '../fixtures/graphEpisodes.js';
import {episodeRows} from '../fixtures/rows.js';
import {RandomStream} from '../random.js';
import {shortestPathTask} from './shortestPath.js';

const format = {digits: 2, base: 5};

/** Every path with so many edges from a node to another, by trying them all. */
function pathsOf(length: number, start: number, goal: number, edges: readonly Labels[]): Labels[][] {
  if (length === 0) return start === goal ? [[]] : [];
  return edges
    .filter(([source]) => source === start)
    .flatMap((edge) => pathsOf(length - 1, edge[2]!, goal, edges).map((rest) => [edge, ...rest]));
}

const sizes = fc.record({
  seed: fc.integer(),
  nodes: fc.integer({min: 6, max: 9}),
  length: fc.integer({min: 1, max: 3}),
  planning: fc.integer({min: 0, max: 3}),
});

test('the answer is the first of the shortest paths, found by exhaustive search', () => {
  const ties = new Set<boolean>();
  fc.assert(
    fc.property(sizes, ({seed, nodes, length, planning}) => {
      const episodes = shortestPathTask({planning}).sample(new RandomStream(seed), 2, {nodes, edges: length});
      for (const rows of episodeRows(episodes)) {
        const {edges, query, path, planning: pause} = readEpisode(rows, format);
        expect(pause).toBe(planning);
        expect(query).toHaveLength(1);
        const [start, edge, goal] = query[0]!;
        expect(edge).toBeUndefined();
        for (let shorter = 0; shorter < length; shorter++) {
          expect(pathsOf(shorter, start!, goal!, edges)).toEqual([]);
        }
        const shortest = pathsOf(length, start!, goal!, edges);
        const key = (each: Labels[]) => each.map(([, label]) => String(label).padStart(2, '0')).join(' ');
        shortest.sort((one, other) => (key(one) < key(other) ? -1 : 1));
        expect(path).toEqual(shortest[0]);
        ties.add(shortest.length > 1);
      }
    }),
    {numRuns: 60},
  );
  expect(ties).toEqual(new Set([true, false]));
});

test('every pair of nodes at that distance is drawn', () => {
  const task = shortestPathTask({digits: 1, base: 4, minNodes: 4, maxNodes: 4});
  const asked = new Set<string>();
  for (const rows of episodeRows(task.sample(new RandomStream(1), 200, {edges: 1}))) {
    const [[start, , goal]] = readEpisode(rows, {digits: 1, base: 4}).query as [Labels];
    asked.add(`${start} ${goal}`);
  }
  expect(asked.size).toBe(12);
});

test('drawn graphs are large enough for the path, and drawn paths short enough for the graph', () => {
  const task = shortestPathTask();
  const random = new RandomStream(3);
  for (let draw = 0; draw < 30; draw++) {
    const [[deep], [small]] = [{edges: 5}, {nodes: 4}].map((difficulty) =>
      episodeRows(task.sample(random, 1, difficulty)),
    ) as [ReturnType<typeof episodeRows>, ReturnType<typeof episodeRows>];
    const nodesOf = (edges: readonly Labels[]) => new Set(edges.map(([source]) => source)).size;
    expect(nodesOf(readEpisode(deep!, format).edges)).toBe(10);
    expect(readEpisode(small!, format).path.length).toBeLessThanOrEqual(2);
  }
});

test('a path that graphs of that size do not have is an error', () => {
  const sample = () => shortestPathTask().sample(new RandomStream(1), 1, {nodes: 4, edges: 3});
  expect(sample).toThrow(ArgumentError);
  expect(sample).toThrow(
    'difficulty.edges must be a length that shortest paths in graphs of 4 nodes have, got 3',
  );
});
