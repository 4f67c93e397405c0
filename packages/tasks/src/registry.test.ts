import {createHash} from 'node:crypto';
import {ArgumentError} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import {copyTask} from './copy.js';
import {evaluationDifficulties} from './evaluation.js';
import {episodeRows} from './fixtures/rows.js';
import {bitsOfEachSequence, findMetric} from './metrics.js';
import {RandomStream} from './random.js';
import {createTask, registerTask, type TaskMaker, taskNames} from './registry.js';
import {requireSampling, requireTask} from './taskCheck.js';

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
    'even-pairs',
    'modular-arithmetic',
    'parity-check',
    'cycle-navigation',
    'stack-manipulation',
    'reverse-string',
    'modular-arithmetic-brackets',
    'solve-equation',
    'duplicate-string',
    'missing-duplicate',
    'odds-first',
    'binary-addition',
    'binary-multiplication',
    'compute-sqrt',
    'bucket-sort',
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
  expect(task.title).toMatch(/^[A-Z]/);
  expect(task.source, 'a built-in task needs a source').toMatchObject({
    reference: expect.stringMatching(/\(\d{4}\)$/),
    url: expect.stringMatching(/^https:/),
  });
  expect(Object.keys(task.options)).toEqual(Object.keys(task.config));
  for (const {description} of Object.values(task.options)) expect(description).toMatch(/^(?!.*\.$).{5,}/);
  for (const {meaning} of task.metrics) expect(meaning).toMatch(/^the .*[^.]$/);
  expect(findMetric(task.metrics, task.solved.metric).better).toBe(
    'above' in task.solved ? 'higher' : 'lower',
  );
});

test.each(taskNames)('%s keeps the contract of a task', (name) => {
  const task = createTask(name);
  expect(requireTask('task', task)).toBe(task);
  expect(() => requireSampling(task)).not.toThrow();
});

test.each(taskNames)('%s rejects another source of random numbers than a RandomStream', (name) => {
  const sample = () => createTask(name).sample(Math.random as never, 1);
  expect(sample).toThrow(ArgumentError);
  expect(sample).toThrow('random must be a RandomStream, such as new RandomStream(1), got ');
});

test.each(taskNames)('%s has the episodes of its evaluation', (name) => {
  const task = createTask(name);
  expect(evaluationDifficulties(task)).toEqual([{}, ...task.evaluation]);
});

/** Hashes of episodes as training and evaluation draw them, made when the tasks were first published. */
const hashes: Readonly<Record<string, string>> = {
  copy: '1cf9abae6340170c',
  'repeat-copy': '555bdec826ae2534',
  'associative-recall': '78c54cfee38b72c4',
  'n-grams': '7723f0e0be3b1012',
  'priority-sort': '793ac05836e31e78',
  'copy-stream': '1e8deb417916eda0',
  'few-shot': '7076bc2a23e7f035',
  transduction: 'e92170e4b3f6a501',
  dyck: 'fa05942ce1742419',
  'graph-traversal': 'f1641e49f94fec8a',
  'shortest-path': '50829d8686a71419',
  'even-pairs': 'd71a1815635c6cca',
  'modular-arithmetic': 'cbcf7f5b5859ea15',
  'parity-check': 'bf48765883626d62',
  'cycle-navigation': '34ae8e7f47d1ab22',
  'stack-manipulation': '87021a588d0923b6',
  'reverse-string': 'eb864b323c403d51',
  'modular-arithmetic-brackets': '239a918c6639905b',
  'solve-equation': '86c3630a8479f360',
  'duplicate-string': 'eb0605b30ddef74c',
  'missing-duplicate': '9a1c689b17a97a59',
  'odds-first': 'b1d0e57af9073d38',
  'binary-addition': 'd46c76a59e0ae2ed',
  'binary-multiplication': '756773d552c1a121',
  'compute-sqrt': '1e5b6af6c98dd706',
  'bucket-sort': 'f4315df41b10cb56',
};

/** The difficulties of the hashed episodes, beside two batches of training. */
const hashed: Readonly<Record<string, readonly Readonly<Record<string, number>>[]>> = {
  copy: [{length: 10}, {length: 120}],
  'repeat-copy': [{length: 10, repeats: 10}, {repeats: 20}],
  'associative-recall': [{items: 6}, {items: 20}],
  'n-grams': [{steps: 400}],
  'priority-sort': [{items: 16}, {items: 24}],
  'copy-stream': [{length: 8, copies: 4}, {copies: 3}],
  'few-shot': [{shots: 15}],
  transduction: [{length: 10}, {length: 40}],
  dyck: [{pairs: 20}, {pairs: 40, depth: 8}],
  'graph-traversal': [{edges: 4}, {nodes: 12}, {nodes: 16, edges: 8}],
  'shortest-path': [{edges: 3}, {nodes: 12}, {nodes: 16, edges: 5}],
  'even-pairs': [{length: 40}, {length: 100}],
  'modular-arithmetic': [{length: 40}, {length: 100}],
  'parity-check': [{length: 40}, {length: 100}],
  'cycle-navigation': [{length: 40}, {length: 100}],
  'stack-manipulation': [{length: 40}, {length: 100}],
  'reverse-string': [{length: 40}, {length: 100}],
  'modular-arithmetic-brackets': [{length: 40}, {length: 100}],
  'solve-equation': [{length: 40}, {length: 100}],
  'duplicate-string': [{length: 40}, {length: 100}],
  'missing-duplicate': [{length: 40}, {length: 100}],
  'odds-first': [{length: 40}, {length: 100}],
  'binary-addition': [{length: 40}, {length: 100}],
  'binary-multiplication': [{length: 40}, {length: 100}],
  'compute-sqrt': [{length: 40}, {length: 100}],
  'bucket-sort': [{length: 40}, {length: 100}],
};

test('every task has a hash and hashed difficulties', () => {
  expect(Object.keys(hashes), 'a built-in task needs a hash of its episodes').toEqual([...taskNames]);
  expect(Object.keys(hashed), 'a built-in task needs difficulties to hash').toEqual([...taskNames]);
});

test.each(taskNames)('%s draws the same episodes as ever from a seed', (name) => {
  if (hashed[name] === undefined) expect.fail(`add the task ${name} to \`hashed\` and \`hashes\``);
  const [task, random] = [createTask(name), new RandomStream(42, 'golden')];
  const hash = createHash('sha256');
  for (const difficulty of [{}, {}, ...hashed[name]]) {
    const {inputs, targets, mask} = task.sample(random, 3, difficulty);
    for (const array of [inputs, targets, mask]) hash.update(new Uint8Array(array.buffer));
  }
  expect(hash.digest('hex').slice(0, 16)).toBe(hashes[name]);
});

test.each(taskNames)('%s is created again from its config in JSON', (name) => {
  const task = createTask(name);
  const again = createTask(name, JSON.parse(JSON.stringify(task.config)));
  expect(JSON.stringify(again)).toBe(JSON.stringify(task));
  expect(again.sample(new RandomStream(4), 3)).toEqual(task.sample(new RandomStream(4), 3));
});

test.each(taskNames)('%s samples episodes of the sizes it declares', (name) => {
  const task = createTask(name);
  const {batch, steps, inputSize, outputSize, inputs, targets, mask} = task.sample(new RandomStream(4), 3);
  expect([batch, inputSize, outputSize]).toEqual([3, task.inputSize, task.outputSize]);
  expect(inputs).toHaveLength(batch * steps * inputSize);
  expect(targets).toHaveLength(batch * steps * outputSize);
  expect(mask).toHaveLength(batch * steps);
});

/** The tasks whose answers may be shorter than the longest one of their difficulty. */
const shorterAnswers = ['stack-manipulation', 'binary-addition', 'binary-multiplication'];

test.each(taskNames)('%s answers with bits, at answering steps alone', (name) => {
  const task = createTask(name);
  for (const {inputs, targets, mask} of episodeRows(task.sample(new RandomStream(4), 20))) {
    expect(new Set(targets.flat())).toEqual(new Set([0, 1]));
    // Few-shot classification and Dyck words ask at every step.
    expect(new Set(mask)).toEqual(new Set(name === 'few-shot' || name === 'dyck' ? [1] : [0, 1]));
    expect(shorterAnswers.includes(name) || mask.at(-1) === 1).toBe(true);
    expect(inputs.flat().every(Number.isFinite)).toBe(true);
    targets.forEach((row, step) => {
      if (mask[step] === 0) expect(row).toEqual(row.map(() => 0));
    });
  }
});

test.each(taskNames)('%s draws the parts of its difficulty that are not set', (name) => {
  const task = createTask(name);
  const names = Object.keys(task.trainingRange);
  expect(names.length).toBeGreaterThan(0);
  for (const part of names) {
    const {min, max} = task.trainingRange[part]!;
    const [easy, hard] = [min, max].map((value) => task.sample(new RandomStream(4), 2, {[part]: value}));
    if (min === max) expect(task.sample(new RandomStream(4), 2).steps).toBe(hard!.steps);
    else expect(hard!.steps).toBeGreaterThan(easy!.steps);
    const beyond = task.sample(new RandomStream(4), 2, {[part]: 2 * max});
    // Words of other depths, and n-grams of other orders, are as long.
    if (part === 'depth' || part === 'order') expect(beyond).not.toEqual(hard);
    else expect(beyond.steps).toBeGreaterThan(hard!.steps);
  }
});

test.each(taskNames)('%s draws new episodes, and the same ones from the same seed', (name) => {
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
  for (const metric of task.metrics) {
    const values = metric.evaluate(answer, episodes);
    expect(values).toHaveLength(3);
    expect(values.every(Number.isFinite)).toBe(true);
  }
  expect(findMetric(task.metrics, 'bits').evaluate(answer, episodes)).toEqual(
    bitsOfEachSequence(answer, episodes),
  );
  expect(findMetric(task.metrics, 'wrongBits').evaluate(answer, episodes)).toEqual([0, 0, 0]);
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
  const task = createTask('copy', {vectorWidth: 3, minLength: 4, maxLength: 4});
  expect(task.sample(new RandomStream(1), 2)).toMatchObject({steps: 9, inputSize: 4, outputSize: 3});
  expect(task.sample(new RandomStream(1), 2, {length: 7}).steps).toBe(15);
});

const known =
  '"copy", "repeat-copy", "associative-recall", "n-grams", "priority-sort", "copy-stream", "few-shot", "transduction", "dyck", "graph-traversal", "shortest-path", "even-pairs", "modular-arithmetic", "parity-check", "cycle-navigation", "stack-manipulation", "reverse-string", "modular-arithmetic-brackets", "solve-equation", "duplicate-string", "missing-duplicate", "odds-first", "binary-addition", "binary-multiplication", "compute-sqrt", "bucket-sort"';

test.each([
  [() => createTask('foo'), `task must be one of ${known}, got "foo"`],
  [() => createTask('toString'), `task must be one of ${known}, got "toString"`],
  [() => createTask(undefined as never), `task must be one of ${known}, got undefined`],
  [() => createTask('copy', {vectorWidth: -1}), 'copy.vectorWidth must be a positive integer, got -1'],
  [
    () => createTask('repeat-copy', {delimiter: 'no'}),
    'repeat-copy.delimiter must be true or false, got "no"',
  ],
])('%# a wrong argument is named', (call, message) => {
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});

/** The copy task under another name, with some fields replaced. */
const variant =
  (fields: object): TaskMaker =>
  (config) => ({...copyTask(config), name: 'variant', ...fields});

test('a registered task is created by its name', () => {
  const before = taskNames.length;
  registerTask(variant({title: 'Variant'}));
  expect(taskNames.slice(before)).toEqual(['variant']);
  expect(createTask('variant', {maxLength: 3})).toMatchObject({
    title: 'Variant',
    trainingRange: {length: {min: 1, max: 3}},
  });
  expect(() => registerTask(variant({}))).toThrow('task.name must be a name that no registered task has');
  expect(taskNames).toHaveLength(before + 1);
});

test('a maker must be a function that returns a task', () => {
  const names = [...taskNames];
  for (const maker of [undefined, copyTask()]) {
    expect(() => registerTask(maker as never)).toThrow(ArgumentError);
    expect(() => registerTask(maker as never)).toThrow(
      'maker must be a function that creates a task from its options, got',
    );
  }
  expect(() => registerTask((() => {}) as never)).toThrow(ArgumentError);
  expect(() => registerTask((() => {}) as never)).toThrow(
    'task must be a task, as createTask returns it, got undefined',
  );
  expect(() => registerTask(variant({name: 'copy'}))).toThrow(
    'task.name must be a name that no registered task has, got "copy"',
  );
  expect(taskNames).toEqual(names);
});

test('tasks that break the contract, or whose episodes do, are not registered', () => {
  const names = [...taskNames];
  expect(() => registerTask(variant({name: 'another', title: ''}))).toThrow(ArgumentError);
  expect(() => registerTask(variant({name: 'another', sample: copyTask({vectorWidth: 2}).sample}))).toThrow(
    ArgumentError,
  );
  expect(taskNames).toEqual(names);
});
