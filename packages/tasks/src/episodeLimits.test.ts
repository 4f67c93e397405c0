import {ArgumentError, heapMemory} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import {RandomStream} from './random.js';
import {createTask} from './registry.js';
import type {TaskConfig} from './task.js';

const {reason} = heapMemory();

test.each<[string, TaskConfig, string]>([
  ['copy', {vectorWidth: 1e9}, 'copy.vectorWidth must be smaller: an episode would take about 856 GB'],
  ['copy', {maxLength: 1e9}, 'copy.maxLength'],
  ['repeat-copy', {maxLength: 1e5, maxRepeats: 1e5}, 'repeat-copy.maxLength'],
  ['repeat-copy', {maxRepeats: 1e9}, 'repeat-copy.maxRepeats'],
  ['repeat-copy', {vectorWidth: 1e15}, 'repeat-copy.vectorWidth'],
  ['associative-recall', {maxItems: 1e9}, 'associative-recall.maxItems'],
  ['associative-recall', {itemLength: 1e15}, 'associative-recall.itemLength'],
  ['n-grams', {steps: 1e9}, 'n-grams.steps'],
  ['priority-sort', {items: 1e9}, 'priority-sort.items'],
  ['copy-stream', {maxCopies: 1e9}, 'copy-stream.maxCopies'],
  ['few-shot', {size: 100_000}, 'few-shot.size must be smaller: an episode would take about 5 TB'],
  ['few-shot', {classes: 1e9, trainingCharacters: 1e9}, 'few-shot.classes'],
  ['few-shot', {maxShots: 1e9}, 'few-shot.maxShots'],
  ['transduction', {symbols: 1e9}, 'transduction.symbols'],
  ['transduction', {maxLength: 1e12}, 'transduction.maxLength'],
  ['dyck', {kinds: 1e9}, 'dyck.kinds'],
  ['dyck', {maxPairs: 1e6, depth: 1e6}, 'dyck.maxPairs must be smaller: an episode would take about 16 TB'],
  ['graph-traversal', {digits: 12, base: 10}, 'graph-traversal.digits'],
  ['graph-traversal', {maxNodes: 1e8, digits: 9, base: 10}, 'graph-traversal.maxNodes'],
  ['graph-traversal', {maxPathEdges: 1e12}, 'graph-traversal.maxPathEdges'],
  ['shortest-path', {planning: 1e15}, 'shortest-path.planning'],
  ['duplicate-string', {maxLength: 1e9}, 'duplicate-string.maxLength must be smaller: an episode would take'],
])('%s with %j is refused', (task, options, message) => {
  const create = () => createTask(task, options);
  expect(create).toThrow(ArgumentError);
  expect(create).toThrow(message);
  expect(create).toThrow(`, and ${reason}, got `);
});

test.each<[string, number, Record<string, number>, string]>([
  ['copy', 1e9, {}, 'batch must be smaller: 1000000000 episodes would take'],
  ['copy', 1, {length: 1e9}, 'difficulty.length must be smaller: an episode would take'],
  ['copy', 25, {length: 1e8}, 'difficulty.length must be smaller: 25 episodes would take'],
  ['repeat-copy', 1, {repeats: 1e9}, 'difficulty.repeats'],
  ['repeat-copy', 1e9, {length: 3}, 'batch'],
  ['associative-recall', 1, {items: 1e9}, 'difficulty.items'],
  ['n-grams', 1, {steps: 1e9}, 'difficulty.steps'],
  ['priority-sort', 1, {items: 1e9}, 'difficulty.items'],
  ['copy-stream', 1, {copies: 1e9}, 'difficulty.copies'],
  ['copy-stream', 1, {length: 1e9}, 'difficulty.length'],
  ['few-shot', 1, {shots: 1e9}, 'difficulty.shots'],
  ['transduction', 1, {length: 1e9}, 'difficulty.length'],
  ['dyck', 1, {pairs: 1e9}, 'difficulty.pairs'],
  ['dyck', 1, {pairs: 1e6, depth: 1e6}, 'difficulty.pairs'],
  ['graph-traversal', 1, {edges: 1e9}, 'difficulty.edges'],
  ['shortest-path', 1e9, {}, 'batch'],
  ['binary-multiplication', 1, {length: 1e9}, 'difficulty.length'],
])('%s refuses to draw %d episodes of %j', (name, batch, difficulty, message) => {
  const random = new RandomStream(1);
  const {state} = random;
  const draw = () => createTask(name).sample(random, batch, difficulty);
  expect(draw).toThrow(ArgumentError);
  expect(draw).toThrow(message);
  expect(random.state).toEqual(state);
});

test('what fits once does not make anything larger fit', () => {
  const task = createTask('repeat-copy');
  const random = new RandomStream(1);
  task.sample(random, 4, {length: 3, repeats: 2});
  task.sample(random, 4, {length: 2, repeats: 2});
  const larger = [
    () => task.sample(random, 1e9, {length: 3, repeats: 2}),
    () => task.sample(random, 4, {length: 1e9, repeats: 2}),
    () => task.sample(random, 1, {length: 1, repeats: 1e9}),
    () => task.sample(random, 1e9, {}),
  ];
  for (const draw of larger) expect(draw).toThrow('must be smaller');
  expect(() => task.sample(random, 4, {length: 0, repeats: 2})).toThrow('difficulty.length must be');
});
