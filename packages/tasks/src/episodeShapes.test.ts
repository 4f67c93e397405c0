import {expect, test, vi} from 'vitest';
import type {EpisodeShape} from './episodeLimits.js';
import {RandomStream} from './random.js';
import {createTask, taskNames} from './registry.js';
import type {TaskConfig} from './task.js';

type ShapeOf = (config: TaskConfig) => EpisodeShape;

const shapes = vi.hoisted(() => new Map<string, ShapeOf>());

vi.mock('./episodeLimits.js', async (original) => {
  const actual = (await original()) as typeof import('./episodeLimits.js');
  return {
    ...actual,
    episodeLimits(...args: Parameters<typeof actual.episodeLimits>) {
      shapes.set(args[0], args[3] as ShapeOf);
      return actual.episodeLimits(...args);
    },
  };
});

const others: readonly [string, TaskConfig][] = [
  ['copy', {startMarker: true, endMarker: true, vectorWidth: 3}],
  ['repeat-copy', {delimiter: false, maxLength: 3, maxRepeats: 4}],
  ['priority-sort', {answers: 30}],
  ['few-shot', {classes: 3, minShots: 1, maxShots: 4, size: 5}],
  ['graph-traversal', {minDegree: 1, maxDegree: 4, planning: 3, digits: 3, base: 2}],
  ['shortest-path', {maxPathEdges: 2, digits: 2, base: 4}],
];

test.each([...taskNames.map((name): [string, TaskConfig] => [name, {}]), ...others])(
  'the longest episode of %s with %j is as long as expected before it is drawn',
  (name, options) => {
    const task = createTask(name, options);
    const shape = shapes.get(name)!(task.config);
    expect(shape).toMatchObject({inputSize: task.inputSize, outputSize: task.outputSize});
    const greatest = Object.entries(task.trainingRange).map(([part, {max}]) => [part, max]);
    const {steps} = task.sample(new RandomStream(1), 1, Object.fromEntries(greatest));
    if (!('maxDegree' in task.config)) expect(steps).toBe(shape.steps);
    // Nodes with fewer edges than the most, and a query shorter than the answer.
    expect(steps).toBeLessThanOrEqual(shape.steps);
    expect(2.5 * steps).toBeGreaterThan(shape.steps);
  },
);
