import {ArgumentError} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import {episodeRows} from './fixtures/rows.js';
import {bitsOfEachSequence} from './metrics.js';
import {RandomStream} from './random.js';
import {createTask, taskNames} from './registry.js';

test('the tasks', () => {
  expect(taskNames).toEqual([
    'copy',
    'repeat-copy',
    'associative-recall',
    'n-grams',
    'priority-sort',
    'copy-stream',
    'few-shot',
    'transduction',
    'dyck',
    'graph-traversal',
    'shortest-path',
  ]);
});

test.each(taskNames)('%s describes itself', (name) => {
  const task = createTask(name);
  expect(task.name).toBe(name);
  expect(task.description).toMatch(/^[A-Z].*\.$/);
  expect(task.inputChannels).toHaveLength(task.inputSize);
  expect(task.outputChannels).toHaveLength(task.outputSize);
  expect(new Set(task.inputChannels).size).toBe(task.inputSize);
  expect(new Set(task.outputChannels).size).toBe(task.outputSize);
});

test.each(taskNames)('%s is made again from its config in JSON', (name) => {
  const task = createTask(name);
  const again = createTask(name, JSON.parse(JSON.stringify(task.config)));
  expect(JSON.stringify(again)).toBe(JSON.stringify(task));
  expect(again.sample(new RandomStream(4), 3)).toEqual(task.sample(new RandomStream(4), 3));
});

test.each(taskNames)('%s samples episodes of the sizes it tells', (name) => {
  const task = createTask(name);
  const {batch, steps, inputSize, outputSize, inputs, targets, mask} = task.sample(new RandomStream(4), 3);
  expect([batch, inputSize, outputSize]).toEqual([3, task.inputSize, task.outputSize]);
  expect(inputs).toHaveLength(batch * steps * inputSize);
  expect(targets).toHaveLength(batch * steps * outputSize);
  expect(mask).toHaveLength(batch * steps);
});

test.each(taskNames)('%s answers with bits, at answering steps alone', (name) => {
  const task = createTask(name);
  for (const {inputs, targets, mask} of episodeRows(task.sample(new RandomStream(4), 20))) {
    expect(new Set(targets.flat())).toEqual(new Set([0, 1]));
    // Few-shot classification and Dyck words ask at every step.
    expect(new Set(mask)).toEqual(new Set(name === 'few-shot' || name === 'dyck' ? [1] : [0, 1]));
    expect(mask.at(-1)).toBe(1);
    expect(inputs.flat().every(Number.isFinite)).toBe(true);
    targets.forEach((row, step) => {
      if (mask[step] === 0) expect(row).toEqual(row.map(() => 0));
    });
  }
});

test.each(taskNames)('%s draws whatever of its difficulty is not set', (name) => {
  const task = createTask(name);
  const names = Object.keys(task.trainingRange);
  expect(names.length).toBeGreaterThan(0);
  for (const part of names) {
    const {min, max} = task.trainingRange[part]!;
    const [easy, hard] = [min, max].map((value) => task.sample(new RandomStream(4), 2, {[part]: value}));
    if (min === max) expect(task.sample(new RandomStream(4), 2).steps).toBe(hard!.steps);
    else expect(hard!.steps).toBeGreaterThan(easy!.steps);
    const beyond = task.sample(new RandomStream(4), 2, {[part]: 2 * max});
    // Words of other depths are as long.
    if (part === 'depth') expect(beyond).not.toEqual(hard);
    else expect(beyond.steps).toBeGreaterThan(hard!.steps);
  }
});

test.each(taskNames)('%s goes on with other episodes, and again from the same seed', (name) => {
  const task = createTask(name);
  const random = new RandomStream(6);
  const first = task.sample(random, 2);
  expect(task.sample(random, 2)).not.toEqual(first);
  expect(task.sample(new RandomStream(6), 2)).toEqual(first);
});

test.each(taskNames)('%s has metrics, a number for each sequence', (name) => {
  const task = createTask(name);
  const episodes = task.sample(new RandomStream(5), 3);
  const answer = episodes.targets.map((bit) => (bit ? 5 : -5));
  for (const metric of Object.values(task.metrics)) {
    const values = metric(answer, episodes);
    expect(values).toHaveLength(3);
    expect(values.every(Number.isFinite)).toBe(true);
  }
  expect(task.metrics.bits(answer, episodes)).toEqual(bitsOfEachSequence(answer, episodes));
  expect(task.metrics.wrongBits(answer, episodes)).toEqual([0, 0, 0]);
});

test.each(taskNames)('%s names wrong arguments', (name) => {
  const task = createTask(name);
  const random = new RandomStream(1);
  expect(() => createTask(name, {weight: 1})).toThrow(`${name}.weight must be omitted (the options are `);
  expect(() => createTask(name, [] as never)).toThrow(`${name} must be an object with the options `);
  expect(() => task.sample(random, 0)).toThrow('batch must be a positive integer, got 0');
  expect(() => task.sample(random, 1, {size: 1})).toThrow(
    'difficulty.size must be omitted (the options are ',
  );
  for (const part of Object.keys(task.trainingRange)) {
    for (const value of [0, 1.5, null]) {
      expect(() => task.sample(random, 1, {[part]: value as number})).toThrow(ArgumentError);
      expect(() => task.sample(random, 1, {[part]: value as number})).toThrow(`difficulty.${part} must be a`);
    }
  }
});

test('options reach the task', () => {
  const task = createTask('copy', {bits: 3, minLength: 4, maxLength: 4});
  expect(task.sample(new RandomStream(1), 2)).toMatchObject({steps: 9, inputSize: 4, outputSize: 3});
  expect(task.sample(new RandomStream(1), 2, {length: 7}).steps).toBe(15);
});

const known =
  '"copy", "repeat-copy", "associative-recall", "n-grams", "priority-sort", "copy-stream", "few-shot", "transduction", "dyck", "graph-traversal", "shortest-path"';

test.each([
  [() => createTask('foo'), `task must be one of ${known}, got "foo"`],
  [() => createTask('toString'), `task must be one of ${known}, got "toString"`],
  [() => createTask(undefined as never), `task must be one of ${known}, got undefined`],
  [() => createTask('copy', {bits: -1}), 'copy.bits must be a positive integer, got -1'],
  [
    () => createTask('repeat-copy', {delimiter: 'no'}),
    'repeat-copy.delimiter must be true or false, got "no"',
  ],
])('%# a wrong argument is named', (call, message) => {
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});
